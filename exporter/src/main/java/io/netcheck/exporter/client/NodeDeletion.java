// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

/**
 * A node is no more.
 *
 * @param nanoTime when that was learnt, by the process's monotonic clock
 * @param certain whether somebody said that it was deleted; otherwise it only was missing from a
 *     list, which an agent that goes on speaking from it refutes
 */
public record NodeDeletion(long nanoTime, boolean certain) {}
