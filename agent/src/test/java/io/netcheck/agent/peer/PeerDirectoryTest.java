// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PeerDirectoryTest {
  private static final Duration DAYS = Duration.ofDays(3);
  private static final Duration JUST_STARTED = Duration.ofSeconds(20);

  /** A clock that moves only when the test moves it. */
  private static final class SetClock implements ProcessClock {
    private long nanos;

    @Override
    public long nanoTime() {
      return nanos;
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH;
    }
  }

  private final SetClock clock = new SetClock();
  private final PeerDirectory directory = new PeerDirectory(clock, PeerList.NONE);

  private static PeerList list(String generation, String... nodes) {
    return new PeerList(
        generation,
        Stream.of(nodes)
            .map(node ->
                new Peer(
                    new ClientId(AgentKind.HOST, node),
                    "",
                    new Endpoint(List.of(), List.of(InetAddress.ofLiteral("10.0.0.1")), 6100)))
            .toList());
  }

  private boolean give(PeerList list, Duration listening) {
    return directory.heard(Optional.of(list), Optional.of(listening));
  }

  private boolean confirm(Duration listening) {
    return directory.heard(Optional.empty(), Optional.of(listening));
  }

  private void pass(Duration duration) {
    clock.nanos += duration.toNanos();
  }

  private List<String> nodes() {
    return directory.peers().peers().stream().map(peer -> peer.id().node()).toList();
  }

  @Test
  void anExporterThatWasThereAllTheTimeMayTakeAPeerAway() {
    give(list("g1", "n2", "n3"), DAYS);
    pass(Duration.ofMinutes(5));
    assertTrue(give(list("g2", "n3"), DAYS.plusMinutes(5)));
    assertEquals(List.of("n3"), nodes());
    assertEquals("g2", directory.peers().generation());
  }

  @Test
  void anExporterThatStartedSinceCannotMakeThoseVanishWhomItNeverHeard() {
    give(list("g1", "n2", "n3"), DAYS);
    pass(Duration.ofMinutes(1));
    give(list("g2", "n3"), JUST_STARTED);
    assertEquals(List.of("n2", "n3"), nodes());
    assertEquals("g2", directory.peers().generation());
  }

  @Test
  void whomItHeardSinceItMayTakeAway() {
    give(list("g1", "n2", "n3"), DAYS);
    pass(Duration.ofMinutes(1));
    give(list("g2", "n3"), JUST_STARTED);
    pass(Duration.ofMinutes(1));
    give(list("g3", "n2", "n3"), JUST_STARTED.plusMinutes(1));
    pass(Duration.ofMinutes(1));
    give(list("g4", "n3"), JUST_STARTED.plusMinutes(2));
    assertEquals(List.of("n3"), nodes());
  }

  @Test
  void aListThatWasVouchedForAgainIsAsYoungAsThat() {
    give(list("g1", "n2", "n3"), DAYS);
    pass(Duration.ofMinutes(1));
    confirm(JUST_STARTED); // another exporter, which knows the same peers
    pass(Duration.ofMinutes(10));
    give(list("g2", "n3"), JUST_STARTED.plusMinutes(10));
    assertEquals(List.of("n3"), nodes());
  }

  @Test
  void anExporterThatOnlyLetsItKeepItsPeersDoesNotVouchForThem() {
    give(list("g1", "n2", "n3"), DAYS);
    pass(Duration.ofMinutes(1));
    assertFalse(directory.heard(Optional.empty(), Optional.empty()));
    give(list("g2", "n3"), JUST_STARTED);
    assertEquals(List.of("n2", "n3"), nodes());
  }

  @Test
  void theSilentAreKeptForAnHour() {
    give(list("g1", "n2", "n3"), DAYS);
    pass(Duration.ofMinutes(1));
    give(list("g2", "n3"), JUST_STARTED);
    pass(PeerDirectory.KEPT);
    assertFalse(confirm(JUST_STARTED.plus(PeerDirectory.KEPT)));
    assertEquals(List.of("n2", "n3"), nodes());
    pass(Duration.ofNanos(1));
    assertTrue(confirm(JUST_STARTED.plus(PeerDirectory.KEPT)));
    assertEquals(List.of("n3"), nodes());
  }

  @Test
  void peersOfAFileGiveWayToTheFirstList() {
    PeerDirectory loaded = new PeerDirectory(clock, list("old", "n8", "n9"));
    assertEquals(2, loaded.peers().peers().size());
    loaded.heard(Optional.of(list("g1", "n2")), Optional.of(JUST_STARTED));
    assertEquals(list("g1", "n2"), loaded.peers());
  }

  /** It starts anew with each list, and never repeats a name. */
  @Test
  void anExporterThatLiesFillsNoMemory() {
    give(list("0", "a"), DAYS);
    for (int lie = 1; lie <= 10; lie++) {
      int number = lie;
      clock.nanos += Duration.ofSeconds(30).toNanos();
      give(
          list(
              "" + lie,
              IntStream.range(0, 500)
                  .mapToObj(node -> "n" + number + "-" + node)
                  .toArray(String[]::new)),
          JUST_STARTED);
    }
    assertEquals(PeerDirectory.MOST_KEPT + 500, directory.peers().peers().size());
  }
}
