// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netcheck.exporter.mesh.TestMesh;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StateReplayTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static NodeRow node(String name, NodeState state) {
    return new NodeRow(name, "", state, List.of());
  }

  private static Change change(List<NodeRow> nodes, List<String> gone, LinkDiff links) {
    return new Change(
        "abcd1234",
        1,
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        nodes,
        gone,
        links);
  }

  private static LinkDiff link(String one, String other, byte code) {
    return new LinkDiff(
        List.of(one, other),
        List.of(new LinkDiff.Row(0, 0, new int[] {1}, new byte[] {4}, new byte[] {code})));
  }

  /** The most bytes that one of some changes allocates, in a cluster of a size. */
  private static long cost(int size) {
    StateReplay replay = new StateReplay(State.EMPTY);
    List<NodeRow> nodes =
        IntStream.range(0, size).mapToObj(i -> node("n%05d".formatted(i), NodeState.UP)).toList();
    replay.take(change(nodes, List.of(), LinkDiff.NONE));
    long most = 0;
    for (int i = 0; i < 200; i++) {
      Change next =
          change(
              List.of(node("n00003", i % 2 == 0 ? NodeState.DOWN : NodeState.UP)),
              List.of(),
              link("n00001", "n00002", (byte) (i % 2)));
      long before = THREADS.getCurrentThreadAllocatedBytes();
      replay.take(next);
      most = Math.max(most, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return most;
  }

  @Test
  void aChangeCostsTheSameInALargeCluster() {
    cost(10);
    long small = cost(10);
    long large = cost(5_000);
    assertTrue(large <= 2 * small + 2_000, () -> small + " and " + large + " bytes");
  }

  @Test
  void linksOfANodeThatLeftDoNotComeBackWithIt() {
    State state = new TestStates().next(TestMesh.of(3));
    StateReplay replay = new StateReplay(state);
    NodeRow gone = state.nodes().get(1);
    replay.take(change(List.of(), List.of(gone.node()), LinkDiff.NONE));
    replay.take(change(List.of(gone), List.of(), LinkDiff.NONE));
    State after = replay.state();
    assertEquals(state.nodes(), after.nodes());
    for (LinkRow row : after.links().rows()) {
      assertTrue(row.source() != 1, row::toString);
      assertEquals(LinkCode.NONE, row.code(1));
    }
  }

  @Test
  void nodesThatComeAndGoManyTimesLeaveTheOthersAsTheyAre() {
    StateReplay replay = new StateReplay(State.EMPTY);
    replay.take(
        change(
            List.of(node("b", NodeState.UP), node("d", NodeState.UP)),
            List.of(),
            link("b", "d", LinkCode.DOWN)));
    for (int i = 0; i < 500; i++) {
      String name = (i % 2 == 0 ? "a" : "c") + i;
      replay.take(
          change(List.of(node(name, NodeState.UP)), List.of(), link(name, "d", LinkCode.UP)));
      State with = replay.state();
      assertEquals(3, with.nodes().size());
      assertEquals(2, with.links().rows().size());
      replay.take(change(List.of(), List.of(name), LinkDiff.NONE));
    }
    LinkGrid links = replay.state().links();
    assertEquals(List.of("b", "d"), links.names());
    assertEquals(
        List.of(new LinkRow(0, 0, new int[] {1}, new byte[] {LinkCode.DOWN})), links.rows());
  }
}
