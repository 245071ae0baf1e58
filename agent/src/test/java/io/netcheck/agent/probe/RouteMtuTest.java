// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static io.netcheck.agent.probe.BlockingProbe.V4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RouteMtuTest {
  private record FoundRoute(OptionalInt mtu, Thread teller) {}

  private static FoundRoute ask(RouteMtu routes) {
    CompletableFuture<FoundRoute> found = new CompletableFuture<>();
    routes.to(V4, mtu -> found.complete(new FoundRoute(mtu, Thread.currentThread())));
    return found.orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void whoAsksForAnUnknownRouteDoesNotWaitForIt() {
    SourceAddresses own = new SourceAddresses(List.of(V4));
    ProcessClock clock = ProcessClock.SYSTEM;
    try (RouteMtu routes = new RouteMtu(own, new InterfaceMtu(own, clock), clock)) {
      FoundRoute first = ask(routes);
      assertTrue(first.mtu.isPresent());
      assertNotSame(Thread.currentThread(), first.teller);
      FoundRoute second = ask(routes);
      assertEquals(first.mtu, second.mtu);
      assertSame(Thread.currentThread(), second.teller);
    }
  }

  @Test
  void aCallThatFailsDoesNotEndTheAnswers() {
    SourceAddresses own = new SourceAddresses(List.of(V4));
    ProcessClock clock = ProcessClock.SYSTEM;
    try (RouteMtu routes = new RouteMtu(own, new InterfaceMtu(own, clock), clock)) {
      routes.to(
          V4,
          _ -> {
            throw new IllegalStateException("thrown by a test");
          });
      assertTrue(ask(routes).mtu.isPresent());
    }
  }
}
