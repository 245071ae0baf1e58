// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ClockReading;
import io.netcheck.exporter.mesh.Link;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  /** The senders of heartbeats choose the names of nodes. */
  @Test
  void linksOfNodesWhoseNamesCollideCostWhatOthersCost() {
    List<String> colliding = names("an", "c0");
    assertEquals(1, colliding.stream().mapToInt(String::hashCode).distinct().count());
    List<Link.Key> attack = links(colliding);
    List<Link.Key> usual = links(names("an", "bn"));
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long ofAttack = Long.MAX_VALUE;
    long ofUsual = Long.MAX_VALUE;
    for (int turn = 0; turn < 3; turn++) {
      ofAttack = Math.min(ofAttack, work(threads, attack));
      ofUsual = Math.min(ofUsual, work(threads, usual));
    }
    assertTrue(ofAttack < 20 * ofUsual, ofAttack + " ns of work instead of " + ofUsual);
  }

  private static long work(ThreadMXBean threads, List<Link.Key> links) {
    FirstSeen<Link.Key> seen = new FirstSeen<>();
    long before = threads.getCurrentThreadCpuTime();
    seen.update(links, EARLY);
    seen.update(links, LATE);
    return threads.getCurrentThreadCpuTime() - before;
  }

  private static List<Link.Key> links(List<String> names) {
    List<Link.Key> links = new ArrayList<>();
    for (String source : names) {
      for (String target : names) {
        links.add(new Link.Key(source, target, Network.HOST, IpFamily.IPV4));
      }
    }
    return links;
  }

  /** 128 names of seven parts, each of which is one of two. */
  private static List<String> names(String one, String other) {
    return IntStream.range(0, 128)
        .mapToObj(number -> {
          StringBuilder name = new StringBuilder();
          for (int bit = 0; bit < 7; bit++) {
            name.append((number >> bit & 1) == 0 ? one : other);
          }
          return name.toString();
        })
        .toList();
  }
}
