// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.DnsTransport;
import io.netcheck.protocol.IpFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
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
public final class HostResolver {
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

  /** As this host is configured. */
  public static HostResolver ofThisHost() {
    return new HostResolver(HostsFile.FILE, ResolvConf.FILE, HostFamilies.preferred());
  }

  /**
   * All addresses of {@code host} in the first IP family of this host that has one.
   *
   * @throws IOException if there is none, or no answer in time
   */
  public List<InetAddress> ofOneFamily(String host, Duration within, ProcessClock clock)
      throws IOException {
    HostAddresses found = resolve(host, CheckDeadline.in(within, clock));
    IpFamily family = IpFamily.of(found.first(families));
    return found.all().stream().filter(address -> IpFamily.of(address) == family).toList();
  }

  /** The order of the IP families of this host. */
  List<IpFamily> families() {
    return families;
  }

  /** All addresses of {@code host}. */
  HostAddresses resolve(String host, CheckDeadline deadline) throws IOException {
    Optional<InetAddress> literal = Addresses.literal(host);
    if (literal.isPresent()) {
      return new HostAddresses(List.of(literal.get()));
    }
    List<InetAddress> local = HostsFile.addresses(hosts, host);
    if (!local.isEmpty()) {
      return new HostAddresses(local);
    }
    ResolvConf conf = reader.apply(resolvConf);
    for (String candidate : conf.candidates(host)) {
      List<InetAddress> found = find(candidate, conf.nameservers(), deadline);
      if (!found.isEmpty()) {
        return new HostAddresses(found);
      }
    }
    throw new UnknownHostException(host);
  }

  /**
   * The addresses that the first nameserver without an error gives. Each has its share of the time.
   */
  private static List<InetAddress> find(
      String candidate, List<InetSocketAddress> nameservers, CheckDeadline deadline)
      throws IOException {
    Name name;
    try {
      name = Name.fromString(candidate, Name.root);
    } catch (TextParseException _) {
      // With a search domain the name can become too long.
      return List.of();
    }
    IOException failure = null;
    int left = nameservers.size();
    for (InetSocketAddress nameserver : nameservers) {
      try {
        DnsAnswers answers =
            DnsExchange.ask(nameserver, DnsTransport.UDP, name, deadline.share(left));
        if (!answers.areComplete()) {
          failure = new SocketTimeoutException("a query was not answered");
        } else if (!answers.addresses().isEmpty()
            || answers.all().stream().allMatch(HostResolver::isSure)) {
          return answers.addresses();
        }
      } catch (IOException e) {
        failure = e;
      }
      left--;
    }
    if (failure != null) {
      throw failure;
    }
    return List.of();
  }

  /** Whether an answer says what exists, and not that the nameserver cannot say it. */
  private static boolean isSure(Message answer) {
    return answer.getRcode() == Rcode.NOERROR || answer.getRcode() == Rcode.NXDOMAIN;
  }
}
