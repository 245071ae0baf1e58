// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.ProbeKind;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;

/**
 * Probes whether a datagram of the full size of the local interface reaches a peer's agent without
 * fragmentation. The reply is small, because the peer's agent measures the other direction.
 */
public final class MtuProber implements Prober {
  private final SourceAddresses own;
  private final FullSizeDatagram size;
  private final boolean dontFragment = canSetDontFragment();
  private final EchoExchange exchange;

  /**
   * @param mtu the size of a packet with its IP header; if empty, the MTU of the interface that has
   *     this agent's address
   */
  public MtuProber(EventLoop loop, List<InetAddress> own, OptionalInt mtu, ProcessClock clock) {
    this.own = new SourceAddresses(own);
    this.size = new FullSizeDatagram(this.own, mtu, clock);
    this.exchange = new EchoExchange(loop, this.own, clock, true, FullSizeDatagram.LARGEST_PACKET);
  }

  @Override
  public ProbeKind kind() {
    return ProbeKind.MTU;
  }

  @Override
  public Optional<String> unsupported(IpFamily family) {
    if (!dontFragment) {
      return Optional.of("this system cannot forbid fragments");
    }
    return own.missing(family)
        .or(() ->
            size.datagramBytes(family).isPresent()
                ? Optional.empty()
                : Optional.of(
                    "no interface has the address "
                        + own.anyPort(family).getAddress().getHostAddress()));
  }

  @Override
  public void probe(ProbeTarget target, long deadlineNanos, Consumer<Outcome> sink) {
    OptionalInt bytes = size.datagramBytes(target.family());
    if (bytes.isEmpty() || unsupported(target.family()).isPresent()) {
      sink.accept(new Outcome.Failure(FailureReason.LOCAL));
      return;
    }
    exchange.ask(target, bytes.getAsInt(), deadlineNanos, sink);
  }

  @Override
  public void close() {
    exchange.close();
  }

  private static boolean canSetDontFragment() {
    try (DatagramChannel channel = DatagramChannel.open()) {
      return channel.supportedOptions().contains(ExtendedSocketOptions.IP_DONTFRAGMENT);
    } catch (IOException _) {
      return false;
    }
  }
}
