// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProcessRegistryTest {
  private final Set<String> names =
      new ProcessRegistry(BuildInfo.current())
          .registry().scrape().stream()
              .map(snapshot -> snapshot.getMetadata().getPrometheusName())
              .collect(Collectors.toSet());

  @Test
  void aProcessHasTheMetricsThatTheDashboardsShow() {
    assertTrue(
        names.containsAll(
            Set.of(
                "jvm_memory_used_bytes",
                "jvm_threads_current",
                "jvm_gc_collection_seconds",
                "process_resident_memory_bytes",
                "process_open_fds")),
        names::toString);
  }

  /** They would be a twentieth of the series of an agent. */
  @Test
  void thePoolsOfItsMemoryHaveNoSeries() {
    assertEquals(
        Set.of(),
        names.stream()
            .filter(name -> name.startsWith("jvm_memory_pool"))
            .collect(Collectors.toSet()));
  }
}
