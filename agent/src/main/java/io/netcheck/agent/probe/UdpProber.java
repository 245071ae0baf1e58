// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.ProbeKind;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Probes whether a peer's agent answers a small datagram, and measures its clock offset. */
public final class UdpProber implements Prober {
  private final SourceAddresses own;
  private final EchoExchange exchange;

  public UdpProber(EventLoop loop, List<InetAddress> own, ProcessClock clock) {
    this.own = new SourceAddresses(own);
    this.exchange = new EchoExchange(loop, this.own, clock, false, true, EchoTail.BYTES);
  }

  @Override
  public ProbeKind kind() {
    return ProbeKind.UDP;
  }

  @Override
  public Optional<String> unsupported(IpFamily family) {
    return own.missing(family);
  }

  @Override
  public void probe(ProbeTarget target, long deadlineNanos, Consumer<Outcome> sink) {
    if (isPossible(target, sink)) {
      exchange.ask(target, EchoTail.BYTES, deadlineNanos, sink);
    }
  }

  @Override
  public void probeNewFlow(ProbeTarget target, long deadlineNanos, Consumer<Outcome> sink) {
    if (isPossible(target, sink)) {
      exchange.askFromNewPort(target, EchoTail.BYTES, deadlineNanos, sink);
    }
  }

  private boolean isPossible(ProbeTarget target, Consumer<Outcome> sink) {
    boolean possible = own.of(target.family()).isPresent();
    if (!possible) {
      sink.accept(new Outcome.Failure(FailureReason.LOCAL));
    }
    return possible;
  }

  @Override
  public void close() {
    exchange.close();
  }
}
