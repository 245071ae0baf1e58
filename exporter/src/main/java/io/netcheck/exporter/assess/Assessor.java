// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.daemon.ClockReading;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.TaskScheduler;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ExpectedClients;
import io.netcheck.exporter.fault.Fault;
import io.netcheck.exporter.fault.FaultFinder;
import io.netcheck.exporter.fault.FaultLog;
import io.netcheck.exporter.fault.FirstSeen;
import io.netcheck.exporter.fault.Situation;
import io.netcheck.exporter.mesh.Link;
import io.netcheck.exporter.mesh.LinkColumns;
import io.netcheck.exporter.mesh.LossWindow;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.LinkState;
import java.time.Duration;
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
 * Makes an {@link Assessment} once a second, and soon after a change. Assessments never overlap,
 * and requests for early ones take a small part of one core at most. Thread-safe.
 */
public final class Assessor implements AutoCloseable {
  private static final Duration OLDEST = Duration.ofSeconds(1);

  /** Shorter than {@link #OLDEST}, so that no tick finds the last assessment just young enough. */
  private static final Duration DUE = Duration.ofMillis(900);

  /** Changes rarely come alone, so one early assessment covers those of this time. */
  private static final Duration DEBOUNCE = Duration.ofMillis(100);

  /**
   * An early assessment waits this many times the duration of the last one, so early assessments
   * use a twentieth of a core at most.
   */
  private static final int REST = 20;

  /** Failing links whose start is remembered, at most. */
  private static final int MOST_REMEMBERED = 10_000;

  private final Supplier<AssessmentInput> inputs;
  private final Map<AgentKind, Integer> configured;
  private final LossWindow loss;
  private final FaultFinder finder;
  private final ProcessClock clock;
  private final FaultLog faults = new FaultLog();
  private final FirstSeen<Link.Key> downLinks = new FirstSeen<>();
  private final AtomicBoolean poked = new AtomicBoolean();
  private final TaskScheduler scheduler = new TaskScheduler("assessor");
  private volatile @Nullable Dated latest;
  private volatile long costNanos;

  private record Dated(Assessment assessment, ClockReading at) {}

  /**
   * Starts at once.
   *
   * @param inputs is asked once for each assessment
   * @param configured how many clients of a kind are expected, where that is configured
   */
  public Assessor(
      Supplier<AssessmentInput> inputs,
      Map<AgentKind, Integer> configured,
      LossWindow loss,
      FaultFinder finder,
      ProcessClock clock) {
    this.inputs = inputs;
    this.configured = Map.copyOf(configured);
    this.loss = loss;
    this.finder = finder;
    this.clock = clock;
    scheduler.repeat(OLDEST, () -> assess(DUE));
  }

  /** The latest assessment, at most a second old. */
  public Assessment latest() {
    Dated last = latest;
    return last == null || isOlder(last, OLDEST) ? assess(OLDEST) : last.assessment;
  }

  /** Requests an assessment soon, because something changed. Cheap, from any thread. */
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

  private boolean isOlder(Dated assessment, Duration age) {
    return clock.since(assessment.at.nanoTime()).compareTo(age) > 0;
  }

  private synchronized Assessment assess(Duration oldest) {
    Dated last = latest;
    if (last != null && !oldest.isZero() && !isOlder(last, oldest)) {
      return last.assessment; // another thread was faster
    }
    long started = System.nanoTime();
    ClockReading now = ClockReading.of(clock);
    Assessment assessment =
        assess(now, inputs.get(), Optional.ofNullable(last).map(Dated::assessment));
    latest = new Dated(assessment, now);
    costNanos = System.nanoTime() - started;
    return assessment;
  }

  private Assessment assess(ClockReading now, AssessmentInput input, Optional<Assessment> last) {
    List<Client> clients = input.clients();
    Predicate<String> gone = input.cluster()::isGone;
    Mesh mesh = Mesh.after(last.map(Assessment::mesh), clients, Set.of(), gone);
    Map<Link.Key, ClockReading> down = downLinks.update(failing(mesh.links()), now);
    Set<ClientId> doubted = DoubtedClients.of(clients, down, now);
    if (!doubted.isEmpty()) {
      mesh = Mesh.after(Optional.of(mesh), clients, doubted, gone);
    }
    ExpectedClients expected = ExpectedClients.of(configured, clients, input.cluster().awaited());
    List<Fault> found = faults.update(finder.find(new Situation(clients, mesh)), now);
    return new Assessment(
        last.map(Assessment::id).orElse(0L) + 1,
        now.wallTime(),
        clients,
        expected,
        mesh,
        loss.lastMinute(),
        found,
        down,
        Verdict.of(clients, expected, mesh, found),
        input.clusterProblems());
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
