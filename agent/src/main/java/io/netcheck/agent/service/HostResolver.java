// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.IpFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

/**
 * Resolves the name of a host like the C library: from {@code /etc/hosts}, then from the
 * nameservers in {@code /etc/resolv.conf}. It uses the search list and {@code ndots}, because names
 * such as {@code kubernetes.default.svc} need them.
 *
 * <p>It replaces the JDK's {@code InetAddress}, which caches answers for the whole process (30 s
 * for addresses, 10 s for failures), so that a check would measure the cache. Its native call also
 * has no deadline and pins the carrier of a virtual thread. Both files are read at every lookup:
 * they are small, and a change then needs no restart. Thread-safe.
 */
final class HostResolver {
  private final Path hosts;
  private final Function<Path, ResolvConf> reader;
  private final Path resolvConf;
  private final List<IpFamily> families;

  HostResolver(Path hosts, Path resolvConf, List<IpFamily> families) {
    this(hosts, resolvConf, ResolvConf::read, families);
  }

  /** For nameservers at other ports, which a file cannot contain. */
  HostResolver(
      Path hosts, Path resolvConf, Function<Path, ResolvConf> reader, List<IpFamily> families) {
    this.hosts = hosts;
    this.resolvConf = resolvConf;
    this.reader = reader;
    this.families = families;
  }

  /** The first address of the first IP family that has one. */
  InetAddress resolve(String host, CheckDeadline deadline) throws IOException {
    Optional<InetAddress> literal = Addresses.literal(host);
    if (literal.isPresent()) {
      return literal.get();
    }
    List<InetAddress> local = HostsFile.addresses(hosts, host);
    for (IpFamily family : families) {
      for (InetAddress address : local) {
        if (IpFamily.of(address) == family) {
          return address;
        }
      }
    }
    ResolvConf conf = reader.apply(resolvConf);
    for (String candidate : conf.candidates(host)) {
      Optional<InetAddress> found = find(candidate, conf.nameservers(), deadline);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new UnknownHostException(host);
  }

  private Optional<InetAddress> find(
      String candidate, List<InetSocketAddress> nameservers, CheckDeadline deadline)
      throws IOException {
    Name name;
    try {
      name = Name.fromString(candidate, Name.root);
    } catch (TextParseException _) {
      // With a search domain the name can become too long.
      return Optional.empty();
    }
    for (IpFamily family : families) {
      Optional<Message> answer = ask(name, family, nameservers, deadline);
      if (answer.isPresent() && answer.get().getRcode() == Rcode.NXDOMAIN) {
        return Optional.empty();
      }
      Optional<InetAddress> address = answer.flatMap(HostResolver::address);
      if (address.isPresent()) {
        return address;
      }
    }
    return Optional.empty();
  }

  /** The answer of the first nameserver that gives one. Each has its share of the time. */
  private static Optional<Message> ask(
      Name name, IpFamily family, List<InetSocketAddress> nameservers, CheckDeadline deadline)
      throws IOException {
    IOException failure = null;
    int left = nameservers.size();
    for (InetSocketAddress nameserver : nameservers) {
      try {
        Message answer =
            DnsExchange.ask(nameserver, DnsCheck.query(name, family), deadline.share(left));
        if (answer.getRcode() == Rcode.NOERROR || answer.getRcode() == Rcode.NXDOMAIN) {
          return Optional.of(answer);
        }
      } catch (IOException e) {
        failure = e;
      }
      left--;
    }
    if (failure != null) {
      throw failure;
    }
    return Optional.empty();
  }

  private static Optional<InetAddress> address(Message answer) {
    for (Record record : answer.getSection(Section.ANSWER)) {
      if (record instanceof ARecord a) {
        return Optional.of(a.getAddress());
      }
      if (record instanceof AAAARecord aaaa) {
        return Optional.of(aaaa.getAddress());
      }
    }
    return Optional.empty();
  }
}
