// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this agent knows about the largest packet that passes to one target, and which sizes it
 * sends next. Sizes are those of packets with their IP header. Not thread-safe.
 *
 * <p>A path can carry less than its route promises in two ways. Where a router, or this host, tells
 * the size, path MTU discovery works: the probe goes on with that size and looks now and then
 * whether the path carries more. Where large packets are lost without a word, the probe fails, and
 * a {@link SizeSearch} finds what passes.
 */
final class PathMtu {
  /** What to send in one turn. */
  record SizesToSend(int size, List<Integer> beside) {}

  /** A lost packet is only loss; as many in a row take the probe down. */
  private static final int LOST = 3;

  /** A path that told its size is asked for more once in so many turns: a heal shows in seconds. */
  private static final int LOOK_EVERY = 5;

  /** How many turns a path may go on with the size that another path told. */
  private static final int BORROWED = 30;

  private final int smallest;
  private int route;

  /** The size that a router told; 0 if none did. */
  private int told;

  private int lost;
  private int turns;
  private int borrowed;
  private @Nullable SizeSearch search;

  /**
   * @param smallest size of a packet that can be sent
   */
  PathMtu(int smallest) {
    this.smallest = smallest;
  }

  /**
   * @param routeMtu what the route promises
   * @param toldElsewhere a size that a router told about another path just now. Some routers tell
   *     about no more than a packet or two in a second (RFC 1812 §4.3.2.8), so a silent path may be
   *     one whose turn has not come yet
   * @param maySearch whether a new search may begin
   */
  SizesToSend next(int routeMtu, OptionalInt toldElsewhere, BooleanSupplier maySearch) {
    if (routeMtu != route) {
      route = routeMtu;
      whole();
    }
    turns++;
    if (told > 0) {
      return new SizesToSend(told, besideTold());
    }
    if (search == null
        && lost > 0
        && lost < LOST
        && toldElsewhere.isPresent()
        && toldElsewhere.getAsInt() < route
        && borrowed < BORROWED) {
      borrowed++;
      return new SizesToSend(toldElsewhere.getAsInt(), List.of(route));
    }
    if (search == null && lost >= LOST && smallest < route && maySearch.getAsBoolean()) {
      search = new SizeSearch(smallest, route);
    }
    return new SizesToSend(route, search == null ? List.of() : search.next());
  }

  private List<Integer> besideTold() {
    if (search == null) {
      return turns % LOOK_EVERY == 0 ? List.of(route, told + 1) : List.of();
    }
    List<Integer> sizes = search.next();
    OptionalInt found = search.found();
    if (found.isPresent()) {
      told(found.getAsInt());
    }
    return sizes;
  }

  boolean isTold() {
    return told > 0;
  }

  boolean isSearching() {
    return search != null && !search.isQuiet();
  }

  /** The largest packet that passes, if it is known and less than the route promises. */
  OptionalInt narrow() {
    return told > 0 ? OptionalInt.of(told) : search == null ? OptionalInt.empty() : search.found();
  }

  void passed(int size) {
    if (size == route) {
      whole();
    } else if (size == told) {
      lost = 0;
    } else if (search != null) {
      search.passed(size);
    } else if (size == told + 1) {
      // The path carries more again, and the kernel forgets only in minutes what it was told.
      search = new SizeSearch(size, route);
    }
  }

  /** The packet of {@code size} that decides about the probe was lost. */
  void lost(int size) {
    lost++;
    if (size == told && lost >= LOST) {
      // What was told is no longer true.
      whole();
    }
  }

  /** Someone told that a packet was too big, and that {@code mtu} bytes are not. */
  void told(int mtu) {
    whole();
    told = mtu;
  }

  /** Begins anew. */
  void whole() {
    told = 0;
    lost = 0;
    borrowed = 0;
    search = null;
  }
}
