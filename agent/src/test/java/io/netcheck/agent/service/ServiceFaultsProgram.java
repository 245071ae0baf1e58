// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.DnsTransport;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ServerSocketFactory;
import org.xbill.DNS.Name;

/**
 * Checks services and a resolver on loopback while a packet filter makes faults, and prints what
 * was found; see ServiceFaultsNamespaceTest, which makes the namespace.
 */
final class ServiceFaultsProgram {
  private static final PrintStream OUT = System.out;
  private static final Name NAME = Name.fromConstantString("svc.example.");

  /** The type AAAA and the class IN at the end of a question. */
  private static final String ASKS_FOR_IPV6 = "-m string --algo bm --hex-string |001c0001|";

  private ServiceFaultsProgram() {}

  public static void main(String[] arguments) throws Exception {
    try (LoopbackServer server = new LoopbackServer(LoopbackServer::silent)) {
      lostFirstPackets(server.port());
      policies(server.port());
      families(server.port());
    }
    lookups();
  }

  /** Each rule drops the first packet that it sees, which is a SYN. */
  private static void lostFirstPackets(int port) throws Exception {
    String rule =
        "INPUT -i lo -p tcp --dport "
            + port
            + " -m statistic --mode nth --every 100000 --packet 0 -j DROP";
    for (int losses = 0; losses <= 2; losses++) {
      for (int i = 0; i < losses; i++) {
        iptables("-A " + rule);
      }
      CheckOutcome found = check("tcp://127.0.0.1:" + port, "");
      OUT.println(
          "lost first packets: " + losses + ", " + word(found) + ", counted " + found.synRetries());
      iptables("-F INPUT");
    }
  }

  private static void policies(int port) throws Exception {
    String to = "INPUT -i lo -p tcp --dport " + port;
    for (String expect : List.of("refused", "timeout", "refused|timeout")) {
      String url = "tcp://127.0.0.1:" + port;
      OUT.println(expect + " without a policy: " + word(check(url, "#expect=" + expect)));
      iptables("-I " + to + " -j DROP");
      OUT.println(expect + ", dropped: " + word(check(url, "#expect=" + expect)));
      iptables("-D " + to + " -j DROP");
      iptables("-I " + to + " -j REJECT");
      OUT.println(expect + ", rejected: " + word(check(url, "#expect=" + expect)));
      iptables("-D " + to + " -j REJECT");
    }
  }

  /** A server that both families of a name reach, until a filter rejects one of them. */
  private static void families(int port) throws Exception {
    try (DnsServer dns =
            DnsServer.answering(
                q -> DnsServer.address(q, q.getQuestion().getType() == 1 ? "127.0.0.1" : "::1"));
        LoopbackServer _ =
            new LoopbackServer(
                ServerSocketFactory.getDefault(),
                port,
                InetAddress.ofLiteral("::1"),
                LoopbackServer::silent)) {
      OUT.println("families: " + families(port, dns));
      command("ip6tables -I INPUT -p tcp --dport " + port + " -j REJECT");
      OUT.println("families, IPv6 rejected: " + families(port, dns));
      command("ip6tables -F INPUT");
    }
  }

  private static String families(int port, DnsServer dns) {
    HostResolver resolver =
        CheckFixtures.resolver(new ResolvConf(List.of(dns.address()), List.of(), 1));
    Service service = new Service("s", Service.Kind.TCP, "svc.example", port, "");
    List<String> words = new ArrayList<>();
    for (IpFamily family : IpFamily.values()) {
      words.add(
          family.label()
              + " "
              + word(
                  new TcpCheck(new ServiceAddress(service, resolver, Optional.of(family)))
                      .run(CheckFixtures.soon())));
    }
    return String.join(", ", words);
  }

  private static void lookups() throws Exception {
    try (DnsServer dns = DnsServer.answering(q -> DnsServer.address(q, "10.0.0.1"));
        LoopbackServer _ =
            new LoopbackServer(
                ServerSocketFactory.getDefault(),
                dns.address().getPort(),
                DnsServer.tcp(q -> DnsServer.address(q, "10.0.0.1")))) {
      int port = dns.address().getPort();
      OUT.println("lookups: " + lookups(dns));
      faulty(dns, "one query lost", "udp --dport " + port + " " + ASKS_FOR_IPV6 + " -j DROP");
      faulty(dns, "UDP dropped", "udp --dport " + port + " -j DROP");
      faulty(dns, "UDP rejected", "udp --dport " + port + " -j REJECT");
      faulty(dns, "TCP dropped", "tcp --dport " + port + " -j DROP");
      faulty(dns, "TCP rejected", "tcp --dport " + port + " -j REJECT");
    }
  }

  private static void faulty(DnsServer dns, String what, String rule) throws IOException {
    iptables("-I INPUT -i lo -p " + rule);
    OUT.println(what + ": " + lookups(dns));
    iptables("-D INPUT -i lo -p " + rule);
  }

  private static String lookups(DnsServer dns) {
    List<String> words = new ArrayList<>();
    for (DnsTransport transport : DnsTransport.values()) {
      CheckDeadline deadline = CheckDeadline.in(Duration.ofSeconds(1), ProcessClock.SYSTEM);
      words.add(transport + " " + word(new DnsCheck(dns.address(), transport, NAME).run(deadline)));
    }
    return String.join(", ", words);
  }

  private static CheckOutcome check(String url, String expected) {
    Service service = ServiceUrl.parse("s=" + url + expected);
    boolean denied = !expected.isEmpty();
    CheckDeadline deadline =
        CheckDeadline.in(Duration.ofMillis(denied ? 700 : 30_000), ProcessClock.SYSTEM);
    return new TcpCheck(
            new ServiceAddress(
                service,
                CheckFixtures.resolver(new ResolvConf(List.of(), List.of(), 1)),
                Optional.empty()))
        .run(deadline);
  }

  private static String word(CheckOutcome outcome) {
    return outcome.failure().map(FailureReason::label).orElse("success");
  }

  private static void iptables(String words) throws IOException {
    command("iptables " + words);
  }

  private static String command(String words) throws IOException {
    return ProgramRun.output(Arrays.asList(words.split(" ", -1)));
  }
}
