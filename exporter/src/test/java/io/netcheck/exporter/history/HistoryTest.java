// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.RequestHeaders;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.exporter.mesh.TestMesh;
import io.netcheck.exporter.report.ReportQuery;
import io.netcheck.exporter.state.Change;
import io.netcheck.exporter.state.FindingRow;
import io.netcheck.exporter.state.NodeState;
import io.netcheck.exporter.state.PastReport;
import io.netcheck.exporter.state.State;
import io.netcheck.exporter.state.StateReplay;
import io.netcheck.exporter.state.TestStates;
import io.netcheck.protocol.Network;
import io.netcheck.report.Report;
import io.netcheck.report.ReportStatus;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final TestStates states = new TestStates();
  private History history = history(HistoryConfig.DEFAULT);

  private static History history(HistoryConfig config) {
    return new History(config, "abcd1234", "0.2.0", "lab");
  }

  private State record(TestMesh mesh) {
    State state = states.next(mesh);
    history.record(state);
    return state;
  }

  private State settle(TestMesh mesh) {
    State state = record(mesh);
    for (int i = 0; i < 10; i++) {
      state = record(mesh);
    }
    return state;
  }

  /** A cluster of any size, with anything wrong. */
  private static TestMesh any(Random random) {
    int size = 2 + random.nextInt(6);
    TestMesh mesh = TestMesh.of(size, Network.POD, Network.HOST).peers(1 + random.nextInt(8));
    for (int i = random.nextInt(3); i > 0; i--) {
      String one = "n" + (1 + random.nextInt(size));
      String other = "n" + (1 + random.nextInt(size));
      switch (random.nextInt(4)) {
        case 0 -> mesh.cut(one, other);
        case 1 -> mesh.dead(one);
        case 2 -> mesh.state(one, ClientState.LEAVING);
        default -> mesh.zone(one, "z" + random.nextInt(3));
      }
    }
    return mesh;
  }

  private static void assertSame(State live, State past) {
    assertTrue(past.past());
    assertEquals(live.id(), past.id());
    assertEquals(live.status(), past.status());
    assertEquals(live.statusSince(), past.statusSince());
    assertEquals(live.nodes(), past.nodes());
    assertEquals(live.links(), past.links());
    assertEquals(
        live.findings().stream().map(FindingRow::key).toList(),
        past.findings().stream().map(FindingRow::key).toList());
  }

  @Test
  @MachineTest // takes more than a second
  void aPastTimeIsShownAsItWasLive() throws Exception {
    for (int seed = 0; seed < 3; seed++) {
      Random random = new Random(seed);
      history = history(HistoryConfig.DEFAULT);
      TestStates played = new TestStates();
      List<State> lived = new ArrayList<>();
      for (int step = 0; step < 25; step++) {
        TestMesh mesh = any(random);
        for (int i = 0; i < 3; i++) {
          State live = played.next(mesh);
          history.record(live);
          lived.add(live);
        }
      }
      for (State live : lived) {
        State past = history.at(live.at());
        State changed = new StateOf(live, past.id()).state();
        assertSame(changed, past);
      }
    }
  }

  /** A live state with the id of its last change. */
  private record StateOf(State live, long id) {
    State state() {
      return new State(
          live.instance(),
          id,
          live.at(),
          false,
          live.version(),
          live.cluster(),
          live.status(),
          live.statusSince(),
          live.summary(),
          live.clients(),
          live.findings(),
          live.developing(),
          live.warnings(),
          live.planes(),
          live.nodes(),
          live.sweep(),
          live.historyFrom(),
          live.links());
    }
  }

  @Test
  void nothingIsKeptWhileNothingChanges() {
    record(TestMesh.of(4));
    long changes = history.changes();
    long bytes = history.bytes();
    for (int i = 0; i < 20; i++) {
      record(TestMesh.of(4));
    }
    assertEquals(changes, history.changes());
    assertEquals(bytes, history.bytes());
  }

  @Test
  void theOldestChangesAreFoldedWhenTheyAreTooOld() throws Exception {
    history = history(new HistoryConfig(Duration.ofSeconds(24), 1 << 20));
    Instant first = record(TestMesh.of(3)).at();
    List<State> lived = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      lived.add(record(i % 2 == 0 ? TestMesh.of(3).cut("n1", "n2") : TestMesh.of(3)));
    }
    Instant from = history.from().orElseThrow();
    assertTrue(from.isAfter(first));
    Instant now = lived.getLast().at();
    Duration kept = Duration.between(from, now);
    assertTrue(kept.compareTo(Duration.ofSeconds(24)) >= 0, kept::toString);
    assertTrue(kept.compareTo(Duration.ofSeconds(27)) <= 0, kept::toString);
    for (State live : lived) {
      if (live.at().isBefore(from)) {
        HttpError error = assertThrows(HttpError.class, () -> history.at(live.at()));
        assertEquals(ErrorCode.BEFORE_HISTORY, error.code());
      } else {
        assertEquals(live.links(), history.at(live.at()).links());
      }
    }
  }

  @Test
  @MachineTest // takes more than a second
  void theOldestChangesAreFoldedWhenThereAreTooMany() throws Exception {
    long most = 40_000;
    history = history(new HistoryConfig(Duration.ofHours(24), most));
    State live = record(TestMesh.of(5));
    for (int i = 0; i < 500; i++) {
      live = record(i % 2 == 0 ? TestMesh.of(5).isolated("n1") : TestMesh.of(5));
      assertTrue(history.bytes() <= most + 2_000, () -> history.bytes() + " bytes");
    }
    assertTrue(history.bytes() > most / 2);
    assertEquals(live.links(), history.at(live.at()).links());
    Instant from = history.from().orElseThrow();
    assertEquals(5, history.at(from).nodes().size());
  }

  private Request request(Map<String, String> query) {
    RequestHead head =
        new RequestHead(
            InetAddress.getLoopbackAddress(), "GET", "/", "", RequestHeaders.NONE, List.of());
    return new Request(head, query, new byte[0]);
  }

  private JsonNode changes(Map<String, String> query) throws HttpError, IOException {
    HistoryHandler handler = new HistoryHandler(history, states.clock()::instant);
    return MAPPER.readTree(handler.handle(request(query)).body());
  }

  private static List<String> types(JsonNode answer) {
    List<String> types = new ArrayList<>();
    answer.get("changes").forEach(change -> types.add(change.get("type").asText()));
    return types;
  }

  private static JsonNode first(JsonNode answer, String type) {
    for (JsonNode change : answer.get("changes")) {
      if (change.get("type").asText().equals(type)) {
        return change;
      }
    }
    throw new AssertionError("no " + type + " in " + answer);
  }

  @Test
  void aFaultIsToldFromItsBeginToItsEnd() throws Exception {
    settle(TestMesh.of(5));
    State down = settle(TestMesh.of(5).dead("n3"));
    State well = settle(TestMesh.of(5));
    JsonNode answer = changes(Map.of());
    assertEquals("exporter_started", types(answer).getFirst());
    assertFalse(types(answer).contains("node_joined"), answer::toString);
    JsonNode began = first(answer, "finding_began");
    assertEquals("node_unreachable", began.get("kind").asText());
    assertEquals("n3", began.get("node").asText());
    assertEquals("node n3 is unreachable in network pod", began.get("sentence").asText());
    JsonNode ended = first(answer, "finding_ended");
    assertEquals("n3", ended.get("subject").asText());
    assertEquals(down.findings().getFirst().fault().since(), ended.get("began").asText());
    JsonNode node = first(answer, "node");
    assertEquals("down", node.get("state").asText());
    assertEquals("up", node.get("was").asText());
    JsonNode links = first(answer, "links");
    assertEquals("pod", links.get("network").asText());
    assertTrue(types(answer).contains("status"));

    // Of one node, and of one link.
    JsonNode ofNode = changes(Map.of("node", "n3"));
    JsonNode link = first(ofNode, "link");
    assertTrue(
        link.get("source").asText().equals("n3") || link.get("target").asText().equals("n3"));
    assertFalse(types(ofNode).contains("links"));
    assertTrue(types(ofNode).contains("finding_began"));
    assertFalse(types(changes(Map.of("node", "n1"))).contains("finding_began"));
    List<String> states = new ArrayList<>();
    changes(Map.of("source", "n1", "target", "n3"))
        .get("changes")
        .forEach(change -> {
          if (change.get("type").asText().equals("link")) {
            states.add(change.get("was").asText() + ">" + change.get("state").asText());
          }
        });
    assertEquals(List.of("none>up", "up>down", "down>up"), states);

    // While it lasted.
    State past = history.at(down.at());
    assertEquals(ReportStatus.DEGRADED, past.status());
    assertEquals("n3", past.findings().getFirst().fault().node());
    assertEquals(NodeState.DOWN, past.nodes().get(2).state());
    assertEquals(ReportStatus.HEALTHY, history.at(well.at()).status());
  }

  @Test
  void joinsLeavesAndExcusesAreTold() throws Exception {
    settle(TestMesh.of(3));
    settle(TestMesh.of(4));
    settle(TestMesh.of(4).state("n4", ClientState.LEAVING));
    settle(TestMesh.of(3));
    JsonNode answer = changes(Map.of());
    assertEquals("n4", first(answer, "node_joined").get("node").asText());
    assertEquals("n4", first(answer, "node_left").get("node").asText());
    assertEquals("leaving", first(answer, "node_left").get("reason").asText());
  }

  @Test
  void onlyTheNewestOnesAreListed() throws Exception {
    for (int i = 0; i < 20; i++) {
      record(i % 2 == 0 ? TestMesh.of(3).cut("n1", "n2") : TestMesh.of(3));
    }
    JsonNode all = changes(Map.of());
    JsonNode some = changes(Map.of("limit", "3"));
    assertEquals(3, some.get("changes").size());
    assertEquals(all.get("changes").size() - 3, some.get("omitted").asInt());
    assertEquals(all.get("changes").get(all.get("changes").size() - 1), some.get("changes").get(2));
  }

  @Test
  void wrongParametersAreNamed() {
    record(TestMesh.of(3));
    for (Map<String, String> query :
        List.of(
            Map.of("since", "yesterday"),
            Map.of("until", "x".repeat(100)),
            Map.of("until", "+999999999-01-01T00:00:00Z"),
            Map.of("since", "1969-12-31T23:59:59Z"),
            Map.of("since", "2026-01-03T00:00:00Z", "until", "2026-01-02T00:00:00Z"),
            Map.of("limit", "0"),
            Map.of("limit", "10001"),
            Map.of("node", "../etc"),
            Map.of("source", "n1"))) {
      HttpError error = assertThrows(HttpError.class, () -> changes(query), query::toString);
      assertEquals(ErrorCode.BAD_QUERY, error.code());
    }
    HttpError error =
        assertThrows(HttpError.class, () -> changes(Map.of("until", "1999-01-01T00:00:00Z")));
    assertEquals(ErrorCode.BEFORE_HISTORY, error.code());
  }

  @Test
  void theReportOfAPastTimeHasWhatIsKept() throws Exception {
    settle(TestMesh.of(4));
    State down = settle(TestMesh.of(4).dead("n2"));
    settle(TestMesh.of(4));
    Report report =
        new PastReport(history)
            .at(request(Map.of("at", down.at().toString())), ReportQuery.DEFAULT);
    assertEquals(ReportStatus.DEGRADED, report.status());
    assertEquals("n2", report.faults().getFirst().node());
    assertEquals(1, report.clients().stale());
    assertEquals(3, report.clients().active());
    assertEquals(3, report.networks().getFirst().links().down());
    assertEquals(3, report.links().size());
    assertTrue(report.links().stream().allMatch(link -> link.target().equals("n2")));
  }

  private History restarted(List<HistoryArchive.ArchivePart> parts, HistoryConfig config)
      throws IOException {
    History next = new History(config, "beef5678", "0.3.0", "lab");
    new HistoryRestore(parts, states.clock().instant()).into(next, states.clock().instant());
    return next;
  }

  private List<HistoryArchive.ArchivePart> stored() {
    return history.parts().stream()
        .map(part ->
            new HistoryArchive.ArchivePart(part.number(), history.packed(part).orElseThrow()))
        .toList();
  }

  @Test
  void aRestartLeavesAnHonestGap() throws Exception {
    State before = settle(TestMesh.of(4).dead("n2"));
    List<HistoryArchive.ArchivePart> parts = stored();
    states.clock().advance(Duration.ofMinutes(10));
    history = restarted(parts, HistoryConfig.DEFAULT);
    states.clock().advance(Duration.ofSeconds(5));
    State after = settle(TestMesh.of(4).dead("n2"));

    assertEquals(before.links(), history.at(before.at().minusMillis(1)).links());
    State gap = history.at(before.at().plusSeconds(60));
    assertEquals(ReportStatus.UNKNOWN, gap.status());
    assertEquals("The exporter did not run.", gap.summary());
    assertEquals(List.of(), gap.findings());
    assertTrue(gap.nodes().stream().allMatch(row -> row.state() == NodeState.UNKNOWN));
    assertEquals(0, gap.planes().getFirst().links().up());
    assertEquals(after.links(), history.at(after.at()).links());
    List<String> types = types(changes(Map.of()));
    assertEquals(2, types.stream().filter("exporter_started"::equals).count());
    assertFalse(types.contains("node_left"));
    // Nodes that are as they were before have not changed.
    assertTrue(
        types.subList(types.lastIndexOf("exporter_started"), types.size()).stream()
            .noneMatch("node"::equals));
  }

  @Test
  void whatIsDamagedIsNotUsed() throws Exception {
    history = history(new HistoryConfig(Duration.ofSeconds(48), 1 << 20));
    for (int i = 0; i < 20; i++) {
      record(i % 2 == 0 ? TestMesh.of(3).cut("n1", "n2") : TestMesh.of(3));
    }
    List<HistoryArchive.ArchivePart> parts = stored();
    assertTrue(parts.size() > 3);
    Random random = new Random(1);
    for (int i = 0; i < 60; i++) {
      List<HistoryArchive.ArchivePart> damaged = new ArrayList<>(parts);
      int at = random.nextInt(parts.size());
      byte[] bytes = parts.get(at).bytes().clone();
      if (random.nextBoolean()) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
      } else {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      damaged.set(at, new HistoryArchive.ArchivePart(parts.get(at).number(), bytes));
      History next = restarted(damaged, HistoryConfig.DEFAULT);
      assertEquals(at == 0, next.from().isEmpty());
      HistoryRestore restore = new HistoryRestore(damaged, states.clock().instant());
      assertEquals(parts.size() - at, restore.unused().size());
    }
  }

  @Test
  void aClockThatComesBackFromTheFutureLeavesNoTimesThere() throws Exception {
    settle(TestMesh.of(3));
    states.clock().jumpWallClock(Duration.ofDays(400));
    record(TestMesh.of(3).cut("n1", "n2"));
    record(TestMesh.of(3));
    List<HistoryArchive.ArchivePart> wrong = stored();
    states.clock().jumpWallClock(Duration.ofDays(-400));
    State back = record(TestMesh.of(3).cut("n2", "n3"));
    State later = record(TestMesh.of(3));
    assertEquals(Optional.of(back.at()), history.from());
    assertEquals(back.links(), history.at(back.at()).links());
    assertEquals(later.links(), history.at(later.at()).links());
    assertEquals(later.links(), history.at(later.at().plus(Duration.ofDays(399))).links());

    // What was stored meanwhile does not come back with a restart.
    History next = restarted(wrong, HistoryConfig.DEFAULT);
    State known = states.next(TestMesh.of(3).cut("n1", "n2"));
    next.record(known);
    assertTrue(next.from().orElseThrow().isBefore(known.at()));
    assertEquals(known.links(), next.at(known.at()).links());
    assertEquals(known.at(), next.snapshot().orElseThrow().seen());
  }

  @Test
  void aClockThatGoesBackALittleKeepsTheHistory() throws Exception {
    Instant first = record(TestMesh.of(3)).at();
    states.clock().jumpWallClock(Duration.ofSeconds(-30));
    State after = record(TestMesh.of(3).cut("n1", "n2"));
    assertEquals(Optional.of(first), history.from());
    assertEquals(after.links(), history.at(first).links());
  }

  @Test
  void aTickFoldsOneSegmentAtMost() {
    history = history(new HistoryConfig(Duration.ofSeconds(24), 1 << 20));
    for (int i = 0; i < 20; i++) {
      record(i % 2 == 0 ? TestMesh.of(3).cut("n1", "n2") : TestMesh.of(3));
    }
    int parts = history.parts().size();
    states.clock().advance(Duration.ofHours(1));
    record(TestMesh.of(3).cut("n1", "n2"));
    // One more, and one less.
    assertEquals(parts, history.parts().size());
    record(TestMesh.of(3).cut("n1", "n2"));
    assertEquals(parts - 1, history.parts().size());
  }

  @Test
  void whereTheHistoryBeginsIsKnownWhileItIsLocked() throws Exception {
    Instant first = record(TestMesh.of(3)).at();
    History locked = history;
    synchronized (locked) {
      assertEquals(
          Optional.of(first),
          CompletableFuture.supplyAsync(locked::from).get(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void aLongReplayDoesNotHoldUpOthers() throws Exception {
    ReplayTurn turn = new ReplayTurn(Duration.ZERO);
    HttpError error =
        turn.take(() ->
            CompletableFuture.supplyAsync(
                    () -> assertThrows(HttpError.class, () -> turn.take(() -> "late")))
                .join());
    assertEquals(ErrorCode.OVERLOADED, error.code());
    assertEquals("1", error.headers().get("Retry-After"));
    assertEquals("free again", turn.take(() -> "free again"));
  }

  @Test
  void aLaterWholeStateReplacesWhatIsBeforeIt() throws Exception {
    history = history(new HistoryConfig(Duration.ofSeconds(24), 1 << 20));
    for (int i = 0; i < 10; i++) {
      record(i % 2 == 0 ? TestMesh.of(3).cut("n1", "n2") : TestMesh.of(3));
    }
    // Folding wrote the new whole state, and the process ended before it deleted the old parts.
    Map<Long, HistoryArchive.ArchivePart> disk = new HashMap<>();
    stored().forEach(part -> disk.put(part.number(), part));
    State live = states.source().latest();
    for (int i = 0; i < 30; i++) {
      live = record(i % 2 == 0 ? TestMesh.of(3).cut("n1", "n2") : TestMesh.of(3));
    }
    stored().forEach(part -> disk.put(part.number(), part));
    History next = restarted(List.copyOf(disk.values()), HistoryConfig.DEFAULT);
    assertEquals(history.from(), next.from());
    Instant recent = live.at().minusSeconds(1);
    assertEquals(history.at(recent).links(), next.at(recent).links());
  }

  @Test
  void aDifferenceOfLinksIsTheSameAfterItWasPacked() throws Exception {
    Random random = new Random(5);
    State before = State.EMPTY;
    for (int i = 0; i < 100; i++) {
      State after = new TestStates().next(any(random));
      Change change = Change.between(before, after);
      HistoryEntry packed = EntryCodec.pack(change, after.at(), false);
      StateReplay replay = new StateReplay(before);
      replay.take(EntryCodec.change(packed));
      assertEquals(after.links(), replay.state().links());
      before = after;
    }
    assertThrows(IOException.class, () -> Packed.unpack(new byte[] {7}));
    assertEquals(Optional.empty(), history.snapshot());
  }
}
