// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

/**
 * Links whose path carries less than the route of their source promises while path MTU discovery
 * works, so that nothing is lost.
 *
 * @param links how many there are
 * @param smallestBytes the largest packet that passes on the narrowest of them
 */
public record NarrowPaths(int links, int smallestBytes) {}
