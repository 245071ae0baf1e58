// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.exporter.mesh.TestMesh;
import io.netcheck.protocol.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChangeTest {
  /** A cluster of any size, with anything wrong. */
  private static List<Client> any(Random random) {
    int size = 1 + random.nextInt(8);
    TestMesh mesh =
        TestMesh.of(size, random.nextBoolean() ? Network.POD : Network.HOST, Network.NODE)
            .peers(1 + random.nextInt(8));
    for (int i = random.nextInt(4); i > 0; i--) {
      String one = "n" + (1 + random.nextInt(size));
      String other = "n" + (1 + random.nextInt(size));
      switch (random.nextInt(6)) {
        case 0 -> mesh.cut(one, other);
        case 1 -> mesh.dead(one);
        case 2 -> mesh.state(one, ClientState.LEAVING);
        case 3 -> mesh.state(one, ClientState.STALE);
        case 4 -> mesh.zone(one, "z" + random.nextInt(3));
        default -> mesh.stalled(one);
      }
    }
    List<Client> clients = new ArrayList<>(mesh.clients());
    clients.removeIf(_ -> random.nextInt(6) == 0);
    return clients;
  }

  private static State applied(State before, Change change) {
    StateReplay replay = new StateReplay(before);
    replay.take(change);
    return replay.state();
  }

  @Test
  void aChangeTurnsTheEarlierStateIntoTheLaterOne() {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      TestStates states = new TestStates();
      State before = states.next(any(random));
      State whole = before;
      StateReplay replay = new StateReplay(before);
      for (int step = 0; step < 6; step++) {
        State after = states.next(any(random));
        assertEquals(after, applied(before, Change.between(before, after)), "seed " + seed);
        replay.take(Change.between(before, after));
        // Of states that are far apart too.
        assertEquals(after, applied(whole, Change.between(whole, after)), "seed " + seed);
        before = after;
      }
      assertEquals(before, replay.state());
    }
  }

  @Test
  void aStateMadeAfterOthersIsTheSameAsTheFirstOfItsProcess() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      TestStates states = new TestStates();
      for (int step = 0; step < 6; step++) {
        List<Client> clients = any(random);
        State after = states.next(clients);
        State alone = new TestStates().next(clients);
        assertEquals(alone.links(), after.links(), "seed " + seed);
      }
    }
  }

  @Test
  void nothingIsMadeAnewWhileNothingChanges() {
    TestStates states = new TestStates();
    List<Client> clients = TestMesh.of(5).clients();
    State before = states.next(clients);
    State after = states.next(clients);
    assertSame(before.links(), after.links());
    assertSame(before.nodes(), after.nodes());
    assertTrue(Change.between(before, after).isEmpty());

    // Reported anew with the same states.
    State again = states.next(TestMesh.of(5).clients());
    assertSame(before.links(), again.links());
    assertTrue(Change.between(before, again).isEmpty());
  }

  @Test
  void oneStateIsMadeOfAnAssessment() {
    TestStates states = new TestStates();
    State state = states.next(TestMesh.of(3));
    assertSame(state, states.source().latest());
  }

  @Test
  void aChangeHasOnlyWhatChanged() {
    TestStates states = new TestStates();
    State before = states.next(TestMesh.of(4));
    State after = states.next(TestMesh.of(4).cut("n1", "n2"));
    Change change = Change.between(before, after);
    assertEquals(1, change.links().rows().size());
    LinkDiff.Row row = change.links().rows().getFirst();
    assertEquals("n1", change.links().names().get(row.source()));
    assertEquals("n2", change.links().names().get(row.targets()[0]));
    assertEquals(LinkCode.UP, row.was()[0]);
    assertEquals(LinkCode.DOWN, row.now()[0]);
    assertTrue(change.nodes().isEmpty());
    assertTrue(change.clients().isEmpty());
    assertFalse(change.planes().isEmpty());
    String json = new String(StateJson.write(change), UTF_8);
    assertTrue(json.startsWith("{\"id\":3,\"at\":\""), json);
    assertFalse(json.contains("\"nodes\""), json);
    assertTrue(json.contains("\"planes\""), json);
  }

  @Test
  void theCellsOfAPlaneHaveAnotherVersionOnlyIfTheyChange() {
    TestStates states = new TestStates();
    TestMesh well = TestMesh.of(4, Network.POD, Network.HOST);
    State before = states.next(well);
    assertEquals(before.planes(), states.next(well).planes());
    State after =
        states.next(TestMesh.of(4, Network.POD, Network.HOST).cut("n1", "n2", Network.HOST));
    assertEquals(before.planes().getFirst(), after.planes().getFirst());
    assertFalse(before.planes().getLast().cells().equals(after.planes().getLast().cells()));
  }

  @Test
  void aStateThatNobodyAsksForIsForgotten() {
    TestStates states = new TestStates();
    List<Client> clients = TestMesh.of(3).clients();
    State before = states.next(clients);
    states.source().rest();
    assertSame(before, states.source().latest());
    states.source().rest();
    states.source().rest();
    State made = states.source().latest();
    assertEquals(before.links(), made.links());
    assertNotSame(before, made);
    // But not since when the status is as it is.
    states.source().rest();
    states.source().rest();
    State later = states.next(clients);
    assertEquals(before.status(), later.status());
    assertEquals(before.statusSince(), later.statusSince());
  }
}
