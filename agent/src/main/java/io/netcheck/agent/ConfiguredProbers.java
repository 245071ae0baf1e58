// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent;

import io.netcheck.agent.probe.EventLoop;
import io.netcheck.agent.probe.IcmpProber;
import io.netcheck.agent.probe.LargeAnswerProber;
import io.netcheck.agent.probe.MtuProber;
import io.netcheck.agent.probe.Prober;
import io.netcheck.agent.probe.TcpProber;
import io.netcheck.agent.probe.UdpProber;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.ProbeKind;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configured probers, including those that this host cannot use. */
final class ConfiguredProbers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredProbers.class);

  private final Map<ProbeKind, Prober> byKind = new EnumMap<>(ProbeKind.class);
  private final Set<IpFamily> families = new LinkedHashSet<>();

  ConfiguredProbers(AgentConfig config, EventLoop loop, ProcessClock clock) {
    config.own().forEach(address -> families.add(IpFamily.of(address)));
    for (ProbeKind kind : config.probes()) {
      byKind.put(kind, prober(kind, config, loop, clock));
    }
    byKind.forEach(this::logSupport);
  }

  private static Prober prober(
      ProbeKind kind, AgentConfig config, EventLoop loop, ProcessClock clock) {
    return switch (kind) {
      case ICMP -> new IcmpProber(loop, config.own(), clock);
      case UDP -> new UdpProber(loop, config.own(), clock);
      case TCP -> new TcpProber(loop, config.own(), clock);
      case MTU -> {
        MtuProber datagrams = new MtuProber(loop, config.own(), config.mtu(), clock);
        // Agents that serve HTTP with TLS cannot be asked for a page.
        yield config.serving().isEncrypted()
            ? datagrams
            : new LargeAnswerProber(datagrams, loop, config.own(), clock);
      }
    };
  }

  /** What became of the large answers, if any are asked for. */
  Optional<LargeAnswerProber.AnswerTotals> largeAnswers() {
    return byKind.get(ProbeKind.MTU) instanceof LargeAnswerProber large
        ? Optional.of(large.totals())
        : Optional.empty();
  }

  private void logSupport(ProbeKind kind, Prober prober) {
    for (IpFamily family : families) {
      if (prober instanceof IcmpProber icmp) {
        icmp.socket(family)
            .ifPresent(socket -> LOG.info("icmp available ip_family={} socket={}", family, socket));
      }
      prober
          .unsupported(family)
          .ifPresent(why ->
              LOG.warn(
                  "probe unsupported probe={} ip_family={} because=\"{}\"", kind, family, why));
    }
  }

  Map<ProbeKind, Prober> byKind() {
    return byKind;
  }

  /** The IP families in which this agent has an address. */
  Set<IpFamily> families() {
    return families;
  }

  /** The kinds that cannot be used in all IP families of this agent, each with the reason. */
  Map<ProbeKind, String> leftOut() {
    Map<ProbeKind, String> leftOut = new EnumMap<>(ProbeKind.class);
    byKind.forEach((kind, prober) ->
        families.stream()
            .flatMap(family -> prober.unsupported(family).stream())
            .findFirst()
            .ifPresent(why -> leftOut.put(kind, why)));
    return leftOut;
  }

  @Override
  public void close() {
    Collection<Prober> all = byKind.values();
    all.forEach(Prober::close);
  }
}
