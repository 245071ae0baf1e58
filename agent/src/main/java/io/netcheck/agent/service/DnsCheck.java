// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Checks whether a resolver returns an address for a name. Queries the first IP family, and the
 * next one if the name has no address in it.
 */
final class DnsCheck implements ServiceCheck {
  private final InetSocketAddress resolver;
  private final Name name;
  private final List<IpFamily> families;

  DnsCheck(InetSocketAddress resolver, Name name, List<IpFamily> families) {
    this.resolver = resolver;
    this.name = name;
    this.families = families;
  }

  @Override
  public CheckOutcome run(CheckDeadline deadline) {
    PhaseTimer timer = new PhaseTimer(deadline.clock(), CheckPhase.RESOLVE);
    try {
      for (IpFamily family : families) {
        Message answer = DnsExchange.ask(resolver, query(name, family), deadline);
        if (answer.getRcode() != Rcode.NOERROR) {
          return timer.failure(FailureReason.RESOLVE);
        }
        if (!answer.getSection(Section.ANSWER).isEmpty()) {
          return timer.success();
        }
      }
      return timer.failure(FailureReason.RESOLVE);
    } catch (IOException e) {
      return timer.failure(deadline.reason(e));
    }
  }

  @Override
  public Set<FailureReason> reasons() {
    return EnumSet.of(
        FailureReason.TIMEOUT,
        FailureReason.REFUSED,
        FailureReason.UNREACHABLE,
        FailureReason.RESET,
        FailureReason.RESOLVE,
        FailureReason.PROTOCOL,
        FailureReason.LOCAL);
  }

  static Message query(Name name, IpFamily family) {
    return Message.newQuery(Record.newRecord(name, type(family), DClass.IN));
  }

  static int type(IpFamily family) {
    return switch (family) {
      case IPV4 -> Type.A;
      case IPV6 -> Type.AAAA;
    };
  }
}
