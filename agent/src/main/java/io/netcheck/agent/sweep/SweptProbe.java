// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.sweep;

import io.netcheck.agent.link.LinkKey;
import io.netcheck.agent.probe.Outcome;
import io.netcheck.agent.probe.ProbeTarget;
import io.netcheck.agent.probe.Prober;
import io.netcheck.agent.probe.SizedProber;
import io.netcheck.protocol.ProbeKind;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * One kind of probe of one link of a swept agent. It leaves nothing behind: it uses each flow once.
 */
record SweptProbe(LinkKey link, ProbeKind kind, ProbeTarget target, Try tries) {
  /** Sends one probe. */
  @FunctionalInterface
  interface Try {
    void send(long deadlineNanos, Consumer<Outcome> sink);
  }

  /** Empty if this host cannot send it. Asks the kernel for the route, so not on an event loop. */
  static Optional<SweptProbe> of(LinkKey link, ProbeTarget target, Prober prober) {
    return switch (prober.kind()) {
      case ICMP, TCP ->
          Optional.of(
              new SweptProbe(
                  link,
                  prober.kind(),
                  target,
                  (deadline, sink) -> prober.probe(target, deadline, sink)));
      case UDP ->
          Optional.of(
              new SweptProbe(
                  link,
                  prober.kind(),
                  target,
                  (deadline, sink) -> prober.probeNewFlow(target, deadline, sink)));
      case MTU -> prober.sized().flatMap(sized -> fullSize(link, target, sized));
    };
  }

  private static Optional<SweptProbe> fullSize(
      LinkKey link, ProbeTarget target, SizedProber prober) {
    OptionalInt size = prober.size(target, OptionalInt.empty());
    return size.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new SweptProbe(
                link,
                ProbeKind.MTU,
                target,
                (deadline, sink) -> prober.probeOnce(target, size.getAsInt(), deadline, sink)));
  }
}
