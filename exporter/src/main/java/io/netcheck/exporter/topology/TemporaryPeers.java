// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.ClientId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Peers that agents have for a while beside those of the topology. Any thread may read them; one
 * thread changes them.
 */
public final class TemporaryPeers {
  /**
   * How many there are at most.
   *
   * @param ofAgent peers of one agent
   * @param ofTarget observers of one agent
   * @param all in the whole cluster
   */
  public record Limits(int ofAgent, int ofTarget, int all) {}

  /** An agent, and one that it probes for a while. */
  public record TemporaryPair(ClientId source, ClientId target)
      implements Comparable<TemporaryPair> {
    @Override
    public int compareTo(TemporaryPair other) {
      int bySource = source.compareTo(other.source);
      return bySource != 0 ? bySource : target.compareTo(other.target);
    }
  }

  private final Limits limits;
  private final ProcessClock clock;
  private final Map<TemporaryPair, Long> untilNanos = new HashMap<>();
  private final Map<ClientId, List<ClientId>> bySource = new ConcurrentHashMap<>();

  public TemporaryPeers(Limits limits, ProcessClock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Lets {@code source} probe {@code target} for {@code time} from now on at least; false if there
   * is no room.
   */
  public boolean keep(ClientId source, ClientId target, Duration time) {
    TemporaryPair pair = new TemporaryPair(source, target);
    long until = clock.nanoTime() + time.toNanos();
    Long before = untilNanos.get(pair);
    if (before != null) {
      untilNanos.put(pair, before - until > 0 ? before : until);
      return true;
    }
    if (untilNanos.size() >= limits.all
        || of(source).size() >= limits.ofAgent
        || observers(target) >= limits.ofTarget) {
      return false;
    }
    untilNanos.put(pair, until);
    arrange(source);
    return true;
  }

  /** Ends what is over. */
  public void expire() {
    long now = clock.nanoTime();
    List<TemporaryPair> over =
        untilNanos.entrySet().stream()
            .filter(entry -> entry.getValue() - now <= 0)
            .map(Map.Entry::getKey)
            .toList();
    for (TemporaryPair pair : over) {
      untilNanos.remove(pair);
      arrange(pair.source);
    }
  }

  /** All of them, in order. */
  public List<TemporaryPair> pairs() {
    return untilNanos.keySet().stream().sorted().toList();
  }

  /** How many there are. From any thread. */
  public int size() {
    return bySource.values().stream().mapToInt(List::size).sum();
  }

  /** Those of {@code source}, in order. From any thread. */
  public List<ClientId> of(ClientId source) {
    return bySource.getOrDefault(source, List.of());
  }

  private int observers(ClientId target) {
    return (int) untilNanos.keySet().stream().filter(pair -> pair.target.equals(target)).count();
  }

  private void arrange(ClientId source) {
    List<ClientId> targets =
        untilNanos.keySet().stream()
            .filter(pair -> pair.source.equals(source))
            .map(TemporaryPair::target)
            .sorted()
            .toList();
    if (targets.isEmpty()) {
      bySource.remove(source);
    } else {
      bySource.put(source, targets);
    }
  }
}
