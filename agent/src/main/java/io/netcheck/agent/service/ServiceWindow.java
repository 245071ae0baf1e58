// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.DnsResult;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.ServiceResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The results since an earlier window. If the exporter does not accept the heartbeat with it, the
 * next window begins where this one began, so that no count is lost.
 */
public final class ServiceWindow {
  /** The window before the first one. */
  public static final ServiceWindow NONE = new ServiceWindow();

  private final List<ServiceResult> services = new ArrayList<>();
  private final List<DnsResult> dns = new ArrayList<>();

  /** The counts at the end of this window: services first, then DNS. */
  private final List<CheckRecord.Counts> end = new ArrayList<>();

  private ServiceWindow() {}

  static ServiceWindow since(
      ServiceWindow before,
      List<ScheduledCheck.OfService> services,
      List<ScheduledCheck.OfDns> dns) {
    ServiceWindow window = new ServiceWindow();
    for (ScheduledCheck.OfService one : services) {
      CheckRecord.Snapshot snapshot = one.tally().snapshot();
      CheckRecord.Counts span = window.span(before, snapshot);
      if (snapshot.applies()) {
        window.services.add(
            new ServiceResult(
                one.service().name(),
                one.service().kind().label(),
                one.family(),
                snapshot.state(),
                number(span.checks()),
                number(span.failed()),
                number(span.synRetries()),
                micros(snapshot),
                reason(span, snapshot),
                snapshot.tlsNotAfter()));
      }
    }
    for (ScheduledCheck.OfDns one : dns) {
      CheckRecord.Snapshot snapshot = one.tally().snapshot();
      CheckRecord.Counts span = window.span(before, snapshot);
      window.dns.add(
          new DnsResult(
              one.resolver(),
              one.transport(),
              one.name(),
              snapshot.state(),
              number(span.checks()),
              number(span.failed()),
              micros(snapshot),
              reason(span, snapshot)));
    }
    return window;
  }

  public List<ServiceResult> services() {
    return List.copyOf(services);
  }

  public List<DnsResult> dns() {
    return List.copyOf(dns);
  }

  private CheckRecord.Counts span(ServiceWindow before, CheckRecord.Snapshot snapshot) {
    int row = end.size();
    end.add(snapshot.counts());
    return row < before.end.size()
        ? snapshot.counts().since(before.end.get(row))
        : snapshot.counts();
  }

  private static Optional<FailureReason> reason(
      CheckRecord.Counts span, CheckRecord.Snapshot snapshot) {
    // If a check failed in this window, the last failure of all is in this window.
    return span.failed() == 0 ? Optional.empty() : snapshot.lastReason();
  }

  private static int micros(CheckRecord.Snapshot snapshot) {
    // At least 1 for a success, because 0 means that there was none.
    return snapshot.lastOkNanos() == 0 ? 0 : Math.max(1, number(snapshot.lastOkNanos() / 1_000));
  }

  private static int number(long count) {
    return (int) Math.min(Integer.MAX_VALUE, count);
  }
}
