// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netcheck.dashboards.PromQl.Selector;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Prometheus can parse every query, including those of variables and annotations. */
@MachineTest
class PromQlTest {
  /** The only syntax for Grafana variables that the dashboards use. */
  static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)");

  @Test
  void everyQueryParses() throws IOException, InterruptedException {
    Checker.require();
    Scope scope = Scope.all("demo", "node-1");
    List<String> queries = new ArrayList<>();
    for (Dashboard dashboard : Dashboard.all()) {
      dashboard.queries().forEach(query -> queries.add(scope.into(query.expr())));
      dashboard.annotations().forEach(query -> queries.add(scope.into(query)));
      variables(dashboard).forEach(query -> queries.add(scope.into(query)));
    }
    assertTrue(queries.size() > 100, () -> "only " + queries.size());

    assertEquals(List.of(), problems(queries));
  }

  @Test
  void aQueryThatDoesNotParseIsFound() throws IOException, InterruptedException {
    Checker.require();
    assertEquals(1, problems(List.of("sum(up{)")).size());
  }

  private static List<String> problems(List<String> queries)
      throws IOException, InterruptedException {
    return Checker.problems(
        new ObjectMapper().writeValueAsString(queries), "promql", Stream.empty());
  }

  private static List<String> variables(Dashboard dashboard) {
    return dashboard.variables().stream()
        .filter(variable -> variable.path("type").asText().equals("query"))
        .map(PromQlTest::selector)
        .toList();
  }

  private static String selector(JsonNode variable) {
    Matcher matcher = LABEL_VALUES.matcher(variable.path("query").asText());
    assertTrue(matcher.matches(), variable::toString);
    return matcher.group(1);
  }

  @Test
  void whatIsSelectedIsSeen() {
    PromQl query =
        new PromQl(
            "sum by (a) (rate(x_total{b=\"}\"}[5m])) / on (c) up{} > bool z and y{d=~\"e\"}");
    assertEquals(
        List.of(
            new Selector("rate", "x_total", "b=\"}\"", "5m"),
            new Selector("", "up", "", ""),
            new Selector("", "y", "d=~\"e\"", "")),
        query.selectors());
    assertEquals(List.of("z"), query.bareNames());
  }
}
