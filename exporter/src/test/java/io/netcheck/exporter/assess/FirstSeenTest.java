// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ClockReading;
import io.netcheck.exporter.mesh.Link;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.verdict.FaultKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FirstSeenTest {
  private static final ClockReading EARLY = new ClockReading(1, Instant.EPOCH);
  private static final ClockReading LATE = new ClockReading(2, Instant.EPOCH.plusSeconds(1));

  @Test
  void whatGoesAndComesAgainIsNew() {
    FirstSeen<String> seen = new FirstSeen<>();
    seen.update(List.of("a", "b"), EARLY);
    assertEquals(Map.of("a", EARLY, "c", LATE), seen.update(List.of("a", "c"), LATE));
    assertEquals(Map.of("b", LATE), seen.update(List.of("b"), LATE));
  }

  /** All keys have one hash, as those of a sender can who chooses the names of nodes. */
  private record CollidingKey(int number, AtomicLong compared) implements Comparable<CollidingKey> {
    @Override
    public int hashCode() {
      return 1;
    }

    @Override
    public boolean equals(Object other) {
      compared.incrementAndGet();
      return other instanceof CollidingKey key && key.number == number;
    }

    @Override
    public int compareTo(CollidingKey other) {
      compared.incrementAndGet();
      return Integer.compare(number, other.number);
    }
  }

  @Test
  void keysThatCollideAreFoundByTheirOrder() {
    AtomicLong compared = new AtomicLong();
    List<CollidingKey> keys =
        IntStream.range(0, 4_096).mapToObj(number -> new CollidingKey(number, compared)).toList();
    FirstSeen<CollidingKey> seen = new FirstSeen<>();

    seen.update(keys, EARLY);
    assertEquals(EARLY, seen.update(keys, LATE).get(keys.getLast()));

    assertTrue(compared.get() < 100L * keys.size(), compared + " comparisons");
  }

  @Test
  void linksAndFaultsHaveAnOrder() {
    List<String> names = List.of("anan", "anc0", "c0an", "c0c0");
    assertEquals(1, names.stream().map(String::hashCode).distinct().count());
    Set<Link.Key> links = new TreeSet<>();
    Set<FaultKey> faults = new TreeSet<>();
    for (String source : names) {
      faults.add(new FaultKey(FaultKind.NODE_UNREACHABLE, source));
      for (String target : names) {
        links.add(new Link.Key(source, target, Network.HOST, IpFamily.IPV4));
      }
    }
    assertEquals(names.size() * names.size(), links.size());
    assertEquals(names.size(), faults.size());
  }
}
