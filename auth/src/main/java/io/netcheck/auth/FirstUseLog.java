// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import io.netcheck.protocol.ClientId;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs an identity when this process accepts it for the first time, and again with each other
 * credential. Remembers a limited number of them, the latest. Thread-safe.
 */
public final class FirstUseLog {
  private static final Logger LOG = LoggerFactory.getLogger(FirstUseLog.class);

  /** An identity with a credential. Comparable, because senders choose both. */
  record Use(ClientId id, String credential) implements Comparable<Use> {
    private static final Comparator<Use> ORDER =
        Comparator.comparing(Use::id).thenComparing(Use::credential);

    @Override
    public int compareTo(Use other) {
      return ORDER.compare(this, other);
    }
  }

  private final String mode;
  private final int most;
  private final Set<Use> seen = ConcurrentHashMap.newKeySet();
  private final Queue<Use> eldestFirst = new ArrayDeque<>();

  /**
   * @param mode how agents prove their identity
   * @param most how many uses are remembered
   */
  public FirstUseLog(String mode, int most) {
    this.mode = mode;
    this.most = most;
  }

  /** Notes an accepted heartbeat. Returns whether it was the first one. */
  public boolean used(ClientId id, AuthenticatedCaller caller, InetAddress from) {
    Use use = new Use(id, caller.credential());
    if (seen.contains(use) || !remember(use)) {
      return false;
    }
    LOG.info(
        "identity first used event=auth id={} mode={} credential={} address={}",
        id,
        mode,
        use.credential(),
        from.getHostAddress());
    return true;
  }

  private synchronized boolean remember(Use use) {
    if (!seen.add(use)) {
      return false;
    }
    eldestFirst.add(use);
    if (eldestFirst.size() > most) {
      seen.remove(eldestFirst.remove());
    }
    return true;
  }
}
