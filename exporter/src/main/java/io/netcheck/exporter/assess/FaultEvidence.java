// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.exporter.mesh.Mesh;
import java.util.List;

/** Adds to faults what is known of them beside the results. For one thread at a time. */
@FunctionalInterface
public interface FaultEvidence {
  FaultEvidence NONE = (faults, _) -> faults;

  /**
   * The same faults, with more evidence.
   *
   * @param mesh of the same moment
   */
  List<Fault> added(List<Fault> faults, Mesh mesh);
}
