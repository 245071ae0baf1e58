// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import io.netcheck.legacy.golang.GoTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One report of a netchecker agent. A field that the agent did not send is empty. A field that it
 * sent as {@code null} is null. Both lead to the same answer.
 *
 * @param uptime of its host in seconds, unsigned
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
  /** The version of the agent, which follows from the fields that it sends. */
  String version() {
    if (uptime.isPresent()) {
      return "netchecker-1.2";
    }
    return probes != null ? "netchecker-1.1" : "netchecker-1.0";
  }

  AgentReport withPodName(String name) {
    return new AgentReport(interval, nodeName, name, hostDate, uptime, nslookup, probes, ips);
  }

  AgentReport withProbes(@Nullable List<HttpProbe> others) {
    return new AgentReport(interval, nodeName, podName, hostDate, uptime, nslookup, others, ips);
  }

  /** The same without its maps. */
  AgentReport withoutMaps() {
    return new AgentReport(interval, nodeName, podName, hostDate, uptime, null, probes, null);
  }

  /** Whether the agent uses the network of its node; only its name tells that. */
  boolean isHostNetwork() {
    return podName.contains("hostnet");
  }
}
