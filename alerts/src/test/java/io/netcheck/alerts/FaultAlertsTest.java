// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.verdict.FaultKind;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The alerts that {@link FaultKind} names exist, and the first of each kind has its severity. */
class FaultAlertsTest {
  @ParameterizedTest
  @EnumSource
  void theAlertsOfAKindExistAndAreAsSevere(FaultKind kind) {
    for (int i = 0; i < kind.alerts().size(); i++) {
      String name = kind.alerts().get(i);
      List<String> severities =
          Rule.alerts().stream()
              .filter(rule -> rule.name().equals(name))
              .map(Rule::severity)
              .toList();
      assertTrue(!severities.isEmpty(), kind + ": there is no alert " + name);
      if (i == 0) {
        assertEquals(List.of(kind.severity().toString()), severities, name);
      }
    }
  }
}
