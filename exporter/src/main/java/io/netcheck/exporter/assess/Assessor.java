// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.TaskScheduler;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.fault.FaultFinder;
import io.netcheck.exporter.fault.FaultLog;
import io.netcheck.exporter.fault.FirstSeen;
import io.netcheck.exporter.fault.Situation;
import io.netcheck.exporter.mesh.Link;
import io.netcheck.exporter.mesh.LinkColumns;
import io.netcheck.exporter.mesh.LossWindow;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.LinkState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes an {@link Assessment} once a second, and soon after somebody says that something changed.
 * Evaluations never overlap, and together take a small part of one core however often they are
 * asked for.
 */
public final class Assessor implements AutoCloseable {
  private static final Duration OLDEST = Duration.ofSeconds(1);

  /** Below {@link #OLDEST}, so that a tick never misses by a hair and leaves it to the next one. */
  private static final Duration DUE = Duration.ofMillis(900);

  /** One change comes seldom alone. */
  private static final Duration DEBOUNCE = Duration.ofMillis(100);

  /**
   * An early evaluation waits so many times what the last one took: at most a twentieth of a core.
   */
  private static final int REST = 20;

  /** More failing links than these are not remembered one by one. */
  private static final int MOST_REMEMBERED = 10_000;

  private final Supplier<List<Client>> clients;
  private final Predicate<String> gone;
  private final LossWindow loss;
  private final FaultFinder finder;
  private final ProcessClock clock;
  private final FaultLog faults = new FaultLog();
  private final FirstSeen<Link.Key> downLinks = new FirstSeen<>();
  private final AtomicBoolean poked = new AtomicBoolean();
  private final TaskScheduler scheduler = new TaskScheduler("assessor");
  private volatile @Nullable Dated latest;
  private volatile long costNanos;

  private record Dated(Assessment assessment, long nanoTime) {}

  /** Starts at once, and takes every node that agents speak of for one that is there. */
  public Assessor(
      Supplier<List<Client>> clients, LossWindow loss, FaultFinder finder, ProcessClock clock) {
    this(clients, _ -> false, loss, finder, clock);
  }

  /**
   * Starts at once.
   *
   * @param gone whether a node of this name was deleted
   */
  public Assessor(
      Supplier<List<Client>> clients,
      Predicate<String> gone,
      LossWindow loss,
      FaultFinder finder,
      ProcessClock clock) {
    this.clients = clients;
    this.gone = gone;
    this.loss = loss;
    this.finder = finder;
    this.clock = clock;
    scheduler.repeat(OLDEST, () -> assess(DUE));
  }

  /** What is known now, at most a second old. */
  public Assessment latest() {
    Dated last = latest;
    return last == null || clock.since(last.nanoTime).compareTo(OLDEST) > 0
        ? assess(OLDEST)
        : last.assessment;
  }

  /** Something changed: assess soon. Cheap, from any thread, as often as one likes. */
  public void poke() {
    if (poked.compareAndSet(false, true)) {
      long rest = Math.clamp(REST * costNanos, DEBOUNCE.toNanos(), OLDEST.toNanos());
      scheduler.runAfter(Duration.ofNanos(rest), this::poked);
    }
  }

  private void poked() {
    poked.set(false);
    assess(Duration.ZERO);
  }

  private synchronized Assessment assess(Duration oldest) {
    Dated last = latest;
    if (last != null && !oldest.isZero() && clock.since(last.nanoTime).compareTo(oldest) <= 0) {
      return last.assessment; // another thread was faster
    }
    long started = System.nanoTime();
    long now = clock.nanoTime();
    Instant at = clock.instant();
    List<Client> snapshot = List.copyOf(clients.get());
    Mesh mesh =
        Mesh.after(
            Optional.ofNullable(last).map(l -> l.assessment.mesh()), snapshot, Set.of(), gone);
    Map<Link.Key, Instant> down = downLinks.update(failing(mesh.links()), at);
    Set<ClientId> lastWords = DoubtedClients.of(snapshot, down, at);
    if (!lastWords.isEmpty()) {
      mesh = Mesh.after(Optional.of(mesh), snapshot, lastWords, gone);
    }
    Assessment assessment =
        new Assessment(
            at,
            snapshot,
            mesh,
            loss.lastMinute(),
            faults.update(finder.find(new Situation(snapshot, mesh)), at),
            down);
    latest = new Dated(assessment, now);
    costNanos = System.nanoTime() - started;
    return assessment;
  }

  private static List<Link.Key> failing(LinkColumns links) {
    List<Link.Key> failing = new ArrayList<>();
    if (links.down() > 0) {
      for (int link = 0; link < links.size() && failing.size() < MOST_REMEMBERED; link++) {
        if (links.state(link) == LinkState.DOWN) {
          failing.add(links.link(link).key());
        }
      }
    }
    return failing;
  }

  @Override
  public void close() {
    scheduler.close();
  }
}
