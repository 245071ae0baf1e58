// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every file that states the version of Netcheck states the one of the poms. */
class VersionTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          chart/netcheck/Chart.yaml | (?m)^version: (.*)$
          chart/netcheck/Chart.yaml | (?m)^appVersion: (.*)$
          chart/netcheck/Chart.yaml | image: ghcr[.]io/netcheck/[a-z-]+:(.*)
          Dockerfile                | (?m)^ARG VERSION=(.*)$
          docs/bare-hosts.md        | netcheck-([0-9][0-9A-Za-z.-]*)-linux[.]tar[.]gz
          """,
      delimiter = '|')
  void theFileStatesTheVersionOfThePoms(String path, String pattern) {
    Set<String> stated =
        Pattern.compile(pattern)
            .matcher(Repository.read(path))
            .results()
            .map(match -> match.group(1))
            .collect(toSet());

    assertEquals(Set.of(Repository.version()), stated, "set the version with .ci/set-version");
  }

  @Test
  void theVersionIsSemantic() {
    String version = Repository.version();
    assertTrue(version.matches("\\d+[.]\\d+[.]\\d+(-[0-9A-Za-z.-]+)?"), version);
  }
}
