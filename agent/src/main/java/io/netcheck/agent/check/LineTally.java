// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.check;

import io.netcheck.agent.link.LinkKey;
import io.netcheck.agent.probe.Outcome;
import io.netcheck.protocol.CheckLine;
import io.netcheck.protocol.CheckProbe;
import io.netcheck.protocol.ErrorSender;
import io.netcheck.protocol.FailureReason;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What became of the attempts of one probe on one link. Thread-safe. */
final class LineTally {
  private int sent;
  private int failed;
  private int timed;
  private long sumMicros;
  private int minMicros;
  private int maxMicros;
  private final Map<FailureReason, Integer> reasons = new EnumMap<>(FailureReason.class);
  private final Set<ErrorSender> senders = new LinkedHashSet<>();
  private final Set<Integer> failedPorts = new LinkedHashSet<>();

  synchronized void add(Outcome outcome) {
    switch (outcome) {
      case Outcome.Reply reply -> {
        sent++;
        long micros = Math.max(1, TimeUnit.NANOSECONDS.toMicros(reply.rttNanos()));
        int rtt = (int) Math.min(Integer.MAX_VALUE, micros);
        minMicros = timed == 0 ? rtt : Math.min(minMicros, rtt);
        maxMicros = Math.max(maxMicros, rtt);
        sumMicros += rtt;
        timed++;
      }
      case Outcome.LateReply _ -> sent++;
      case Outcome.Unmeasured _ -> {}
      case Outcome.Failure failure -> {
        sent++;
        failed++;
        reasons.merge(failure.reason(), 1, Integer::sum);
        failure.sender().ifPresent(senders::add);
        if (failure.flow() != Outcome.NO_FLOW) {
          failedPorts.add(failure.flow());
        }
      }
    }
  }

  /**
   * @param port of the target; 0 if the probe has none
   */
  synchronized CheckLine.Measured line(LinkKey link, CheckProbe probe, int size, int port) {
    List<Integer> ports =
        probe == CheckProbe.ICMP
            ? List.of()
            : failedPorts.stream().limit(CheckLine.Measured.MOST_FAILED_PORTS).toList();
    return new CheckLine.Measured(
        link.network(),
        link.family(),
        probe,
        size,
        port,
        sent,
        failed,
        minMicros,
        timed == 0 ? 0 : (int) (sumMicros / timed),
        maxMicros,
        reasons,
        senders.stream().limit(CheckLine.Measured.MOST_SENDERS).toList(),
        ports);
  }
}
