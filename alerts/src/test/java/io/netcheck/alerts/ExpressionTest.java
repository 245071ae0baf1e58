// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExpressionTest {
  @Test
  void namesOfMetricsAreToldFromFunctionsKeywordsAndLabels() {
    Expression expression =
        Expression.of(
            """
            100 * sum by (cluster, kind) (rate(a_total{probe=~"icmp|udp", x!=""}[5m] offset 1h))
              / on (cluster) group_left (zone) level:b:avg > bool 1 # not a metric
              unless label_replace(c, "to", "$1", "from", "(.+)") or absent(d{}) and e
            """);
    assertEquals(
        Map.of(
            "a_total", Set.of("probe", "x"),
            "level:b:avg", Set.of(),
            "c", Set.of(),
            "d", Set.of(),
            "e", Set.of()),
        expression.metrics());
    assertEquals(Set.of("cluster", "kind", "zone"), expression.grouping());
  }
}
