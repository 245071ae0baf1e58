// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netcheck.protocol.MalformedException;
import org.junit.jupiter.api.Test;

class ChangeHistoryTest {
  @Test
  void eachKindOfChangeIsASentence() throws MalformedException {
    String json =
        """
        {"from":"2026-01-01T00:00:00Z","omitted":3,"changes":[
        {"at":"2026-01-02T00:00:00Z","type":"exporter_started","version":"0.2.0"},
        {"at":"2026-01-02T00:00:01Z","type":"node_joined","node":"n4","zone":"a"},
        {"at":"2026-01-02T00:00:02Z","type":"finding_began","kind":"node_unreachable","severity":"critical","subject":"n3","sentence":"node n3 is unreachable","network":"all","node":"n3"},
        {"at":"2026-01-02T00:00:02Z","type":"status","status":"degraded","was":"healthy","summary":"1 fault"},
        {"at":"2026-01-02T00:00:02Z","type":"node","node":"n3","state":"expected_down","was":"up"},
        {"at":"2026-01-02T00:00:02Z","type":"links","network":"host","ipFamily":"ipv4","down":3,"up":0,"unknown":1},
        {"at":"2026-01-02T00:00:02Z","type":"link","source":"n1","target":"n3","network":"host","ipFamily":"ipv4","state":"down","was":"up"},
        {"at":"2026-01-02T00:05:02Z","type":"finding_ended","kind":"node_unreachable","severity":"critical","subject":"n3","network":"all","began":"2026-01-02T00:00:02Z"},
        {"at":"2026-01-02T00:06:00Z","type":"node_cordoned","node":"n4","reason":"drained\\u001b[2J\\u009b2J"},
        {"at":"2026-01-02T00:06:01Z","type":"node_left","node":"n4","reason":"deleted"},
        {"at":"2026-01-02T00:06:02Z","type":"version","node":"n1","kind":"host","version":"0.3.0","was":"0.2.0"},
        {"at":"2026-01-02T00:06:03Z","type":"later","what":7}]}\
        """;
    assertEquals(
        """
        3 earlier changes are left out; --until and --since choose others.
        2026-01-02T00:00:00Z      started exporter 0.2.0
        2026-01-02T00:00:01Z      joined  n4 (zone a)
        2026-01-02T00:00:02Z      began   node n3 is unreachable (critical)
        2026-01-02T00:00:02Z      status  healthy -> degraded: 1 fault
        2026-01-02T00:00:02Z      node    n3 up -> expected down
        2026-01-02T00:00:02Z      links   host ipv4: now 3 more down, 1 more unknown
        2026-01-02T00:00:02Z      link    n1 -> n3  host ipv4  up -> down
        2026-01-02T00:05:02Z      ended   node_unreachable n3 (after 5 min)
        2026-01-02T00:06:00Z      cordon  n4 (drained?[2J?2J)
        2026-01-02T00:06:01Z      left    n4 (deleted)
        2026-01-02T00:06:02Z      version host/n1 0.2.0 -> 0.3.0
        2026-01-02T00:06:03Z      later  what=7
        The history begins at 2026-01-01T00:00:00Z.\
        """,
        String.join("\n", ChangeHistory.read(StateJson.object(json)).lines()));
  }

  @Test
  void anEmptyHistorySaysSo() throws MalformedException {
    assertEquals(
        "Nothing has changed.",
        String.join("\n", ChangeHistory.read(StateJson.object("{\"changes\":[]}")).lines()));
  }

  @Test
  void whatIsNoHistoryIsRefused() {
    assertThrows(MalformedException.class, () -> ChangeHistory.read(StateJson.object("{}")));
  }
}
