// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.mesh.Plane;
import io.netcheck.protocol.FailureReason;
import java.util.Optional;

/**
 * One node explains the failing links of one plane on one of its sides.
 *
 * @param node its index in the mesh
 * @param inbound whether others do not reach it, or it does not reach others
 * @param failing how many of the others
 * @param measured of how many
 */
record NodeBlame(
    int node,
    Plane plane,
    boolean inbound,
    int failing,
    int measured,
    Optional<FailureReason> reason) {
  double share() {
    return (double) failing / measured;
  }
}
