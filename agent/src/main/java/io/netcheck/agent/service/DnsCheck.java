// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.DnsTransport;
import io.netcheck.protocol.FailureReason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/**
 * Checks whether a resolver returns an address for a name. Both queries, for IPv4 and for IPv6,
 * must be answered without an error, because programs wait for both: with only one, the C library
 * waits five seconds before it asks again.
 */
final class DnsCheck implements ServiceCheck {
  private final InetSocketAddress resolver;
  private final DnsTransport transport;
  private final Name name;

  DnsCheck(InetSocketAddress resolver, DnsTransport transport, Name name) {
    this.resolver = resolver;
    this.transport = transport;
    this.name = name;
  }

  @Override
  public CheckOutcome run(CheckDeadline deadline) {
    PhaseTimer timer = new PhaseTimer(deadline.clock(), CheckPhase.RESOLVE);
    try {
      DnsAnswers answers = DnsExchange.ask(resolver, transport, name, deadline);
      return failure(answers).map(timer::failure).orElseGet(timer::success);
    } catch (IOException e) {
      return timer.failure(deadline.reason(e));
    }
  }

  @Override
  public Set<FailureReason> reasons() {
    EnumSet<FailureReason> reasons =
        EnumSet.of(
            FailureReason.TIMEOUT,
            FailureReason.REFUSED,
            FailureReason.UNREACHABLE,
            FailureReason.SERVFAIL,
            FailureReason.NXDOMAIN,
            FailureReason.QUERY_REFUSED,
            FailureReason.NO_ADDRESS,
            FailureReason.ONE_ANSWER,
            FailureReason.PROTOCOL,
            FailureReason.LOCAL);
    if (transport == DnsTransport.TCP) {
      reasons.add(FailureReason.RESET);
    }
    return reasons;
  }

  private static Optional<FailureReason> failure(DnsAnswers answers) {
    List<Message> all = answers.all();
    if (all.isEmpty()) {
      return Optional.of(answers.hadNonsense() ? FailureReason.PROTOCOL : FailureReason.TIMEOUT);
    }
    for (Message answer : all) {
      if (answer.getRcode() != Rcode.NOERROR) {
        return Optional.of(reason(answer.getRcode()));
      }
    }
    if (!answers.areComplete()) {
      return Optional.of(FailureReason.ONE_ANSWER);
    }
    return answers.addresses().isEmpty() ? Optional.of(FailureReason.NO_ADDRESS) : Optional.empty();
  }

  private static FailureReason reason(int rcode) {
    return switch (rcode) {
      case Rcode.SERVFAIL -> FailureReason.SERVFAIL;
      case Rcode.NXDOMAIN -> FailureReason.NXDOMAIN;
      case Rcode.REFUSED -> FailureReason.QUERY_REFUSED;
      default -> FailureReason.PROTOCOL;
    };
  }
}
