// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannedTaintsTest {
  @ParameterizedTest
  @CsvSource({
    "ToBeDeletedByClusterAutoscaler, true",
    "aws-node-termination-handler/spot-itn, true",
    "deployment.machine.sapcloud.io/prefer-no-schedule, true",
    "node.cluster.x-k8s.io/outdated-revision, true",
    // New, not going.
    "node.cluster.x-k8s.io/uninitialized, false",
    "readiness.k8s.io/network, false",
    "karpenter.sh/unregistered, false",
    // What Netcheck reports.
    "node.kubernetes.io/unreachable, false",
    "node.kubernetes.io/not-ready, false",
    "example.com/going, true",
    "spot.example.com/any, true",
  })
  void aTaintAnnouncesTheEndOfANodeOrNot(String key, boolean announces) {
    PlannedTaints taints = new PlannedTaints(List.of("example.com/going", "spot.example.com/"));
    assertEquals(announces, taints.announce(key));
  }

  @Test
  void thePageListsThoseThatAreKnown() throws IOException {
    String page = Files.readString(Path.of("../docs/kubernetes.md"));
    String table =
        page.replaceFirst("(?s).*\n### Taints that announce[^\n]*\n(.*?)The effect.*", "$1");
    Set<String> listed = new TreeSet<>();
    for (String row : table.lines().filter(line -> line.startsWith("| `")).toList()) {
      Pattern.compile("`([^`]+)`")
          .matcher(row.split("\\|", -1)[1])
          .results()
          .map((MatchResult it) -> it.group(1).replace("…", ""))
          .forEach(listed::add);
    }
    assertEquals(new TreeSet<>(PlannedTaints.KNOWN), listed);
  }
}
