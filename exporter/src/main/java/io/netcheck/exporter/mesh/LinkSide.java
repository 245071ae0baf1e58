// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

/** On which side of its links a node is. */
public enum LinkSide {
  /** The node is the target: others probe it. */
  IN,
  /** The node is the source: it probes others. */
  OUT
}
