// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import io.netcheck.legacy.golang.GoTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One report of a netchecker agent. Where the agent's version has no such field it is empty, where
 * it sent {@code null} it is null, and both are answered alike.
 *
 * @param uptime of its host in seconds, without a sign
 */
record AgentReport(
    long interval,
    String nodeName,
    String podName,
    Optional<GoTime> hostDate,
    OptionalLong uptime,
    @Nullable Map<String, @Nullable List<String>> nslookup,
    @Nullable List<HttpProbe> probes,
    @Nullable Map<String, @Nullable List<String>> ips) {
  /** The agents do not say their version; what they say at all tells it. */
  String version() {
    if (uptime.isPresent()) {
      return "netchecker-1.2";
    }
    return probes != null ? "netchecker-1.1" : "netchecker-1.0";
  }

  AgentReport withPodName(String name) {
    return new AgentReport(interval, nodeName, name, hostDate, uptime, nslookup, probes, ips);
  }

  /** The agents on their nodes' own network are told by their name only. */
  boolean isHostNetwork() {
    return podName.contains("hostnet");
  }
}
