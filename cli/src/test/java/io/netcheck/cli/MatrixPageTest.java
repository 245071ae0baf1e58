// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.MalformedException;
import io.netcheck.report.TextStyle;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MatrixPageTest {
  private static final String NODES =
      """
      {"id":7,"at":"2026-01-01T00:00:00Z","network":"host","ipFamily":"ipv4","probe":"all",
       "level":"nodes","cells":"f3",
       "sources":[{"node":"w-1","zone":"a","state":"up"},{"node":"w-10","zone":"a","state":"up"},
                  {"node":"w-11","zone":"b","state":"down"}],
       "targets":[{"node":"w-1"},{"node":"w-10"},{"node":"w-11"}],
       "sourcesOmitted":4,"targetsOmitted":0,"rows":[".1l1d1","o1.1x1","e1u1."]}\
      """;

  private static final String ZONES =
      """
      {"at":"2026-01-01T00:00:00Z","network":"pod","ipFamily":"ipv6","probe":"icmp","level":"zones",
       "zones":[{"zone":"eu-a","nodes":12,"down":1},{"zone":"eu-b","nodes":9,"down":0}],
       "pairs":[{"source":"eu-a","target":"eu-a","up":110,"down":22,"lossy":3,"unknown":1},
                {"source":"eu-a","target":"eu-b","up":108},
                {"source":"eu-b","target":"eu-a","up":100,"lossy":8,"unknown":2,"rttSeconds":0.1}]}\
      """;

  private static String page(String json, int width, boolean shapes) throws MalformedException {
    return MatrixPage.of(Matrix.read(StateJson.object(json)), width, shapes, TextStyle.PLAIN);
  }

  @Test
  void eachNodeHasARowAndAColumn() throws MalformedException {
    assertEquals(
        """
        host  ipv4  2026-01-01T00:00:00Z
        From each node on the left to each node above. All names are w-*.

              1 1
            1 0 1
        1     ▾ ■
        10  ◐   ░
        11  – ·
        … and 4 more sources, which are better than these
        """,
        page(NODES, 80, true));
    assertTrue(page(NODES, 80, false).contains("1     l d\n10  o   x\n11  e u\n"));
  }

  @Test
  void aNarrowTerminalHasTheColumnsInParts() throws MalformedException {
    String names =
        IntStream.range(100, 200)
            .mapToObj(i -> "{\"node\":\"n" + i + "\"}")
            .collect(Collectors.joining(",", "[", "]"));
    String rows =
        IntStream.range(0, 100)
            .mapToObj(_ -> "\"u100\"")
            .collect(Collectors.joining(",", "[", "]"));
    String page =
        page(
            "{\"sources\":" + names + ",\"targets\":" + names + ",\"rows\":" + rows + "}",
            40,
            true);
    assertTrue(page.lines().allMatch(line -> line.length() <= 40), page);
    assertEquals(
        100,
        page.lines().filter(line -> line.startsWith("n150")).mapToLong(MatrixPageTest::dots).sum(),
        page);
  }

  private static long dots(String line) {
    return line.chars().filter(c -> c == '·').count();
  }

  @Test
  void zonesHaveTheWorstStateAndItsCount() throws MalformedException {
    assertEquals(
        """
        pod  ipv6  probe icmp  2026-01-01T00:00:00Z
        From each zone on the left to each zone above: the worst state, how many of the
        links have it, and of how many. All names are eu-*.

           a         b
        a  ■ 22/136  · 108
        b  ▾ 8/110
        """,
        page(ZONES, 80, true));
  }

  @Test
  void whatIsNoMatrixIsRefused() {
    for (String rows :
        List.of(
            "[]",
            "[\"u3\",\"u3\",\"u2\"]",
            "[\"u3\",\"u3\",\"u4\"]",
            "[\"u3\",\"u3\",\"u3u1\"]",
            "[\"u3\",\"u3\",\"z3\"]")) {
      String json = NODES.replaceFirst("\"rows\":\\[.*]", "\"rows\":" + rows);
      assertThrows(MalformedException.class, () -> page(json, 80, true), rows);
    }
    assertThrows(
        MalformedException.class, () -> page(NODES.replace("x1\"", "x99999999999\""), 80, true));
  }

  @Test
  void anEmptyMatrixSaysSo() throws MalformedException {
    assertTrue(page("{}", 80, true).endsWith("Nobody measures here.\n"));
  }
}
