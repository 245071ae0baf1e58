// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.exporter.client.ExpectedPod;
import io.netcheck.protocol.ClientId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pods that should report and do not, sorted by name.
 *
 * @param all how many pods should report
 */
record PodCheck(int all, List<String> absent, List<String> outdated) {
  /** Checks all agents that ever reported, if the pods are not known. */
  static PodCheck of(ReportingAgents table) {
    long now = table.nowNanos();
    List<String> absent = new ArrayList<>();
    List<String> outdated = new ArrayList<>();
    List<ReportingAgent> all = table.all();
    for (ReportingAgent reporter : all) {
      sort(reporter, now, absent, outdated);
    }
    return new PodCheck(all.size(), absent, outdated);
  }

  /**
   * Checks these pods.
   *
   * @param natives Netcheck's own agents, which count for their pods
   */
  static PodCheck of(List<ExpectedPod> pods, ReportingAgents table, List<Client> natives) {
    long now = table.nowNanos();
    Map<ClientId, ClientState> states = new HashMap<>();
    natives.forEach(client -> states.put(client.id(), client.state()));
    List<String> absent = new ArrayList<>();
    List<String> outdated = new ArrayList<>();
    for (ExpectedPod pod : pods) {
      Optional<ReportingAgent> reporter = table.find(pod.name());
      ClientState state = pod.agent() == null ? null : states.get(pod.agent());
      if (reporter.isPresent()) {
        sort(reporter.get(), now, absent, outdated);
      } else if (state == null || state == ClientState.ABSENT) {
        absent.add(pod.name());
      } else if (state != ClientState.ACTIVE) {
        outdated.add(pod.name());
      }
    }
    return new PodCheck(pods.size(), absent, outdated);
  }

  private static void sort(
      ReportingAgent reporter, long now, List<String> absent, List<String> outdated) {
    if (reporter.isAbsent(now)) {
      absent.add(reporter.report().podName());
    } else if (reporter.isOutdated(now)) {
      outdated.add(reporter.report().podName());
    }
  }

  boolean isGood() {
    return absent.isEmpty() && outdated.isEmpty();
  }
}
