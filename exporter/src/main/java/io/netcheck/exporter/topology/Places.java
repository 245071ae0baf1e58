// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import java.util.Arrays;

/**
 * Where agents lie on rings: each has one place on each ring, which depends on the names of the
 * agent and of the ring alone. Places are spread as if at random, and agents that are neighbours on
 * one ring are usually not on another.
 */
final class Places {
  /** The lower bits of a sortable place hold the agent's number. */
  private static final int NUMBER_BITS = 24;

  private static final long NUMBER = (1L << NUMBER_BITS) - 1;

  private final long[] hashes;

  /**
   * @param hashes one for each agent, by its number; in ascending order
   */
  Places(long[] hashes) {
    this.hashes = hashes;
  }

  /** The place of {@code agent} on {@code ring}; places can be compared and give the agent. */
  long place(int agent, long ring) {
    return (mix(hashes[agent] ^ mix(ring)) & ~NUMBER) | agent;
  }

  static int agent(long place) {
    return (int) (place & NUMBER);
  }

  /** The places of {@code agents} on {@code ring}, in its direction. */
  long[] ring(int[] agents, long ring) {
    long[] places = new long[agents.length];
    for (int i = 0; i < agents.length; i++) {
      places[i] = place(agents[i], ring);
    }
    Arrays.sort(places);
    return places;
  }

  /** The index in {@code ring} of the first place after {@code place}. */
  static int after(long[] ring, long place) {
    int found = Arrays.binarySearch(ring, place);
    int next = found >= 0 ? found + 1 : -found - 1;
    return next == ring.length ? 0 : next;
  }

  /** A bijection whose values look random: the finalizer of SplitMix64. */
  static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
