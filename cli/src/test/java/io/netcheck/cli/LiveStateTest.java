// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netcheck.protocol.MalformedException;
import io.netcheck.report.ReportStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveStateTest {
  private static List<String> nodes(LiveState state) throws MalformedException {
    return state.read().nodes().stream().map(node -> node.node() + " " + node.state()).toList();
  }

  @Test
  void aChangeReplacesWhatItNamesAndKeepsTheRest() throws MalformedException {
    LiveState state =
        new LiveState(
            StateJson.object(
                """
                {"id":1,"at":"2026-01-01T00:00:00Z","status":"healthy","summary":"all is well",
                 "findings":[],"nodes":[{"node":"n1","state":"up"},{"node":"n3","state":"up"}]}\
                """));
    state.change(
        StateJson.object(
            """
            {"id":2,"at":"2026-01-01T00:00:01Z","status":"degraded",
             "findings":[{"kind":"node_unreachable","subject":"n3"}],
             "nodes":[{"node":"n3","state":"down"},{"node":"n2","state":"joining"}]}\
            """));
    assertEquals(List.of("n1 up", "n2 joining", "n3 down"), nodes(state));
    assertEquals(ReportStatus.DEGRADED, state.read().status());
    assertEquals("all is well", state.read().summary());
    assertEquals("node_unreachable n3", state.read().findings().getFirst().identity());
    state.change(StateJson.object("{\"nodesGone\":[\"n1\",\"n9\"],\"findings\":[]}"));
    assertEquals(List.of("n2 joining", "n3 down"), nodes(state));
    assertEquals(List.of(), state.read().findings());
  }

  @Test
  void nothingIsTakenForGranted() throws MalformedException {
    LiveState state =
        new LiveState(
            StateJson.object(
                """
                {"status":null,"summary":null,"planes":[null,{"links":null}],"warnings":[null],
                 "nodes":[{"node":null,"agents":[null]}],"findings":[{"evidence":null}],"new":{}}\
                """));
    ClusterState read = state.read();
    assertEquals(ReportStatus.UNKNOWN, read.status());
    assertEquals("unknown", read.nodes().getFirst().state());
    assertEquals(0, read.planes().getFirst().links().total());
  }

  @Test
  void whatIsNoStateIsRefused() {
    for (String json :
        List.of("", "7", "[]", "null", "{\"nodes\":7", "{\"a\":" + "[".repeat(100))) {
      assertThrows(MalformedException.class, () -> StateJson.object(json), json);
    }
    for (String json :
        List.of("{\"status\":\"fine\"}", "{\"summary\":{}}", "{\"findings\":{\"a\":1}}")) {
      assertThrows(
          MalformedException.class, () -> new LiveState(StateJson.object(json)).read(), json);
    }
  }
}
