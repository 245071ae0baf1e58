// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.daemon.ProcessClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

@Timeout(20)
class ClusterResolversTest {
  @Test
  void everyAddressOfTheServiceIsFoundAsSoonAsTheNameIs() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    try (DnsServer dns =
        DnsServer.answering(q ->
            asked.incrementAndGet() <= 4
                ? DnsServer.rcode(q, Rcode.SERVFAIL)
                : DnsServer.address(
                    q, q.getQuestion().getType() == Type.A ? "10.96.0.10" : "fd00:96::a"))) {
      List<InetSocketAddress> found = new ArrayList<>();
      new ClusterResolvers(
              List.of("kube-dns.kube-system.svc.cluster.local"),
              CheckFixtures.resolver(new ResolvConf(List.of(dns.address()), List.of(), 1)),
              Duration.ofSeconds(8),
              Duration.ofMillis(10),
              ProcessClock.SYSTEM,
              found::add)
          .run();
      assertEquals(
          List.of(
              new InetSocketAddress(InetAddress.ofLiteral("10.96.0.10"), 53),
              new InetSocketAddress(InetAddress.ofLiteral("fd00:96::a"), 53)),
          found);
      assertEquals(6, asked.get());
    }
  }
}
