// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.TokenBucket;
import io.netcheck.protocol.Network;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IncomingObserversTest {
  private static final TokenBucket.Rate MANY = TokenBucket.Rate.perSecond(1e9, 1_000_000_000);
  private static final IncomingObservers.RateLimits PLENTY =
      new IncomingObservers.RateLimits(MANY, MANY);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void countsDifferentSourcesOfEachNetworkForAMinute() throws Exception {
    IncomingObservers observers = new IncomingObservers(PLENTY, PLENTY, 100, 0);
    observers.admit(source(1), Network.POD, 0);
    observers.admit(source(1), Network.NODE, 30 * SECOND);
    observers.admit(source(2), Network.POD, 30 * SECOND);
    observers.admit(source(2), Network.POD, 31 * SECOND);
    assertEquals(2, observers.byNetwork(60 * SECOND).get(Network.POD));
    assertEquals(1, observers.byNetwork(60 * SECOND).get(Network.NODE));
    assertEquals(0, observers.byNetwork(60 * SECOND).get(Network.HOST));
    assertEquals(1, observers.byNetwork(60 * SECOND + 1).get(Network.POD));
    assertEquals(0, observers.byNetwork(92 * SECOND).get(Network.POD));
  }

  @Test
  void aSourceOverItsRateTakesNothingFromOthers() throws Exception {
    IncomingObservers observers =
        strangers(TokenBucket.Rate.perSecond(2, 3), TokenBucket.Rate.perSecond(0, 10), 100);
    int admitted = 0;
    for (int i = 0; i < 1_000; i++) {
      admitted += observers.admit(source(1), Network.POD, 0) ? 1 : 0;
    }
    assertEquals(3, admitted);
    for (int i = 2; i < 9; i++) {
      assertTrue(observers.admit(source(i), Network.POD, 0), "source " + i);
    }
    assertFalse(observers.admit(source(9), Network.POD, 0), "ten in all");
  }

  @Test
  void tokensComeBack() throws Exception {
    IncomingObservers observers = strangers(TokenBucket.Rate.perSecond(2, 2), MANY, 100);
    observers.admit(source(1), Network.POD, 0);
    observers.admit(source(1), Network.POD, 0);
    assertFalse(observers.admit(source(1), Network.POD, SECOND / 2 - 1));
    assertTrue(observers.admit(source(1), Network.POD, SECOND / 2 + 1));
    assertFalse(observers.admit(source(1), Network.POD, SECOND / 2 + 2));
  }

  @Test
  void holdsOnlySoManyAndForgetsTheLongestSilent() throws Exception {
    IncomingObservers observers = strangers(TokenBucket.Rate.perSecond(0, 1), MANY, 3);
    assertTrue(observers.admit(source(1), Network.POD, 0));
    observers.admit(source(2), Network.POD, 0);
    observers.admit(source(3), Network.POD, 0);
    assertFalse(observers.admit(source(1), Network.POD, 0), "known and used up");
    observers.admit(source(4), Network.POD, 0);
    assertEquals(3, observers.byNetwork(0).get(Network.POD));
    assertFalse(observers.admit(source(1), Network.POD, 0), "asked later than 2");
    assertTrue(observers.admit(source(2), Network.POD, 0), "forgotten");
  }

  @Test
  void aStrangerGetsLessThanAPeer() throws Exception {
    IncomingObservers observers =
        new IncomingObservers(
            new IncomingObservers.RateLimits(TokenBucket.Rate.perSecond(0, 20), MANY),
            new IncomingObservers.RateLimits(TokenBucket.Rate.perSecond(0, 5), MANY),
            100,
            0);
    observers.expect(Set.of(source(1)));
    assertEquals(20, admitted(observers, 1, 1_000));
    assertEquals(5, admitted(observers, 2, 1_000));
    // A source that becomes a peer gets the limit of a peer, and is not counted twice.
    observers.expect(Set.of(source(2)));
    assertEquals(20, admitted(observers, 2, 1_000));
    assertEquals(5, admitted(observers, 1, 1_000));
    assertEquals(2, observers.byNetwork(0).get(Network.POD));
  }

  /** The limit for all strangers together also holds for forged sources. */
  @Test
  void manyStrangersTakeNothingFromThePeers() throws Exception {
    IncomingObservers observers =
        new IncomingObservers(
            PLENTY,
            new IncomingObservers.RateLimits(
                TokenBucket.Rate.perSecond(0, 5), TokenBucket.Rate.perSecond(0, 12)),
            100,
            0);
    observers.expect(Set.of(source(1)));
    int forged = 0;
    for (int i = 2; i < 50; i++) {
      forged += admitted(observers, i, 10);
    }
    assertEquals(12, forged);
    assertEquals(1_000, admitted(observers, 1, 1_000));
  }

  private static IncomingObservers asInTheResponder() {
    return new IncomingObservers(PLENTY, UdpResponder.STRANGERS, UdpResponder.SOURCES, 0);
  }

  /** Millions of addresses of one network, 4,000 requests a second, each from another one. */
  @Test
  void aFloodFromOneNetworkTakesNothingFromWhoAsksAlready() throws Exception {
    IncomingObservers observers = asInTheResponder();
    List<InetAddress> observing = new ArrayList<>();
    for (int i = 1; i <= 24; i++) {
      observing.add(InetAddress.ofLiteral("fd00::" + i));
    }
    InetAddress elsewhere = InetAddress.ofLiteral("fd00:0:0:1::1");
    int forged = 0;
    int lost = 0;
    int lostElsewhere = 0;
    for (int second = 0; second < 200; second++) {
      for (int part = 0; part < 3; part++) {
        long now = second * SECOND + part * SECOND / 3;
        for (InetAddress address : observing) {
          lost += observers.admit(address, Network.POD, now) ? 0 : 1;
        }
        if (second >= 100) {
          // New in the middle of the flood.
          lostElsewhere += observers.admit(elsewhere, Network.POD, now) ? 0 : 1;
        }
        for (int i = 0; second >= 40 && i < 1_333; i++) {
          observers.admit(
              InetAddress.ofLiteral("fd00::1:%x:%x".formatted(++forged >> 16, forged & 0xFFFF)),
              Network.POD,
              now);
        }
      }
    }
    assertEquals(0, lost);
    assertEquals(0, lostElsewhere);
  }

  /** The owner of a network can also ask patiently from a few thousand of its addresses. */
  @Test
  void norDoesAnArmyOfPatientAddresses() throws Exception {
    IncomingObservers observers = asInTheResponder();
    InetAddress observing = InetAddress.ofLiteral("fd00::1");
    int lost = 0;
    for (int second = 0; second < 120; second++) {
      for (int part = 0; part < 3; part++) {
        long now = second * SECOND + part * SECOND / 3;
        lost += observers.admit(observing, Network.POD, now) ? 0 : 1;
        for (int i = 0; second >= 40 && i < 1_333; i++) {
          observers.admit(InetAddress.ofLiteral("fd00::2:%x".formatted(i)), Network.POD, now);
        }
      }
    }
    assertEquals(0, lost);
    assertEquals(
        IncomingObservers.SourceKind.KNOWN, observers.kindOf(observing), "it keeps its place");
  }

  /** The hash of such an address is the sum of its four words. */
  @Test
  void addressesWhoseHashesCollideCostWhatOthersCost() throws Exception {
    List<InetAddress> colliding = new ArrayList<>();
    List<InetAddress> other = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      colliding.add(InetAddress.ofLiteral("fd00::%x:%x:0".formatted(i, 0x7FFF - i)));
      other.add(InetAddress.ofLiteral("fd00::%x:%x:0".formatted(i, i * 7)));
    }
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long ofColliding = Long.MAX_VALUE;
    long ofOther = Long.MAX_VALUE;
    for (int turn = 0; turn < 20; turn++) {
      ofColliding = Math.min(ofColliding, work(threads, colliding));
      ofOther = Math.min(ofOther, work(threads, other));
    }
    assertTrue(ofColliding < 10 * ofOther, ofColliding + " ns of work instead of " + ofOther);
  }

  /** The processor's time for ten requests of each. */
  private static long work(ThreadMXBean threads, List<InetAddress> addresses) {
    IncomingObservers observers = new IncomingObservers(PLENTY, PLENTY, 4_096, 0);
    long before = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < 10; i++) {
      addresses.forEach(address -> observers.admit(address, Network.POD, 0));
    }
    return threads.getCurrentThreadCpuTime() - before;
  }

  private static int admitted(IncomingObservers observers, int from, int requests)
      throws UnknownHostException {
    int admitted = 0;
    for (int i = 0; i < requests; i++) {
      admitted += observers.admit(source(from), Network.POD, 0) ? 1 : 0;
    }
    return admitted;
  }

  private static IncomingObservers strangers(
      TokenBucket.Rate each, TokenBucket.Rate all, int capacity) {
    return new IncomingObservers(PLENTY, new IncomingObservers.RateLimits(each, all), capacity, 0);
  }

  private static InetAddress source(int i) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) i});
  }
}
