// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

/**
 * The deletion of a node.
 *
 * @param nanoTime when this process learned of it, by its monotonic clock
 * @param certain whether the cluster reported the deletion. Otherwise the node was only missing
 *     from a list, which is wrong if its agent goes on sending heartbeats.
 */
public record NodeDeletion(long nanoTime, boolean certain) {}
