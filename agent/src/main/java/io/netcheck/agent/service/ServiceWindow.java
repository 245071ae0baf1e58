// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.DnsResult;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.ServiceResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was found since the last window that was accepted. Hand it back to {@link
 * ServiceChecks#accepted} once the heartbeat that carried it was accepted; otherwise the next
 * window holds its counts as well, and none is lost.
 */
public final class ServiceWindow {
  static final ServiceWindow NONE = new ServiceWindow();

  private final List<ServiceResult> services = new ArrayList<>();
  private final List<DnsResult> dns = new ArrayList<>();

  /** What was counted when it was taken: services first, then DNS. */
  private final List<Tally.Counts> end = new ArrayList<>();

  private ServiceWindow() {}

  static ServiceWindow since(
      ServiceWindow before, List<Checked.OfService> services, List<Checked.OfDns> dns) {
    ServiceWindow window = new ServiceWindow();
    for (Checked.OfService one : services) {
      Tally.Snapshot snapshot = one.tally().snapshot();
      Tally.Counts span = window.span(before, snapshot);
      window.services.add(
          new ServiceResult(
              one.service().name(),
              one.service().kind().label(),
              snapshot.state(),
              number(span.checks()),
              number(span.failed()),
              micros(snapshot),
              reason(span, snapshot)));
    }
    for (Checked.OfDns one : dns) {
      Tally.Snapshot snapshot = one.tally().snapshot();
      Tally.Counts span = window.span(before, snapshot);
      window.dns.add(
          new DnsResult(
              one.resolver(),
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

  private Tally.Counts span(ServiceWindow before, Tally.Snapshot snapshot) {
    int row = end.size();
    end.add(snapshot.counts());
    return row < before.end.size()
        ? snapshot.counts().since(before.end.get(row))
        : snapshot.counts();
  }

  private static Optional<FailureReason> reason(Tally.Counts span, Tally.Snapshot snapshot) {
    // Where one failed in the window, the last failure ever was in it.
    return span.failed() == 0 ? Optional.empty() : snapshot.lastReason();
  }

  private static int micros(Tally.Snapshot snapshot) {
    // 0 says that there was none, however fast it was.
    return snapshot.lastOkNanos() == 0 ? 0 : Math.max(1, number(snapshot.lastOkNanos() / 1_000));
  }

  private static int number(long count) {
    return (int) Math.min(Integer.MAX_VALUE, count);
  }
}
