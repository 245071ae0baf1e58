// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResolvConfTest {
  @Test
  void aPodsFileIsRead() {
    ResolvConf conf =
        ResolvConf.parse(
            List.of(
                "search shop.svc.cluster.local svc.cluster.local",
                "nameserver 10.96.0.10",
                "options edns0 ndots:5 ndots:x"));
    assertEquals(List.of(at("10.96.0.10")), conf.nameservers());
    assertEquals(5, conf.ndots());
    assertEquals(
        List.of("db.shop.svc.cluster.local", "db.svc.cluster.local", "db"), conf.candidates("db"));
    assertEquals(List.of("db."), conf.candidates("db."));
    assertEquals("a.b.c.d.e.f", conf.candidates("a.b.c.d.e.f").getFirst());
  }

  @Test
  void threeNameserversAreHeardAndTheLastSearchListWins() {
    ResolvConf conf =
        ResolvConf.parse(
            List.of(
                "# comment",
                "; comment",
                "",
                "nameserver",
                "nameserver fe80::1%eth0",
                "nameserver nonsense",
                "nameserver fd00::1",
                "  nameserver 10.0.0.1  ",
                "nameserver 10.0.0.2",
                "nameserver 10.0.0.3",
                "search a b",
                "domain c",
                "options ndots:99"));
    assertEquals(List.of(at("fd00::1"), at("10.0.0.1"), at("10.0.0.2")), conf.nameservers());
    assertEquals(List.of("c"), conf.search());
    assertEquals(15, conf.ndots());
  }

  @Test
  void anEmptyFileMeansThisHost() {
    ResolvConf conf = ResolvConf.parse(List.of());
    assertEquals(new ResolvConf(List.of(at("127.0.0.1")), List.of(), 1), conf);
  }

  private static InetSocketAddress at(String address) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), 53);
  }
}
