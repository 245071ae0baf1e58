// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.history;

import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.exporter.state.Change;
import io.netcheck.exporter.state.LinkCode;
import io.netcheck.exporter.state.LinkGrid;
import io.netcheck.exporter.state.LinkRow;
import io.netcheck.exporter.state.NodeRow;
import io.netcheck.exporter.state.NodeState;
import io.netcheck.exporter.state.PastStates;
import io.netcheck.exporter.state.State;
import io.netcheck.exporter.state.StateReplay;
import io.netcheck.report.ReportStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes of the last hours, in memory, after one whole state. If they get too old or too many,
 * the oldest of them are folded into that state. Thread-safe; one thread records.
 */
public final class History implements PastStates {
  /** Folding reads the whole state, so many changes are folded at once. */
  private static final int SEGMENTS = 24;

  /** Past states that are kept, because a page asks for several views of one moment. */
  private static final int MOST_KEPT = 4;

  /** By more than this, a wall clock does not go back while it is kept right. */
  static final Duration MOST_BACK = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(History.class);

  private final HistoryConfig config;
  private final String instance;
  private final String version;
  private final String cluster;
  private final HistoryView view = new HistoryView();
  private final Deque<HistorySegment> segments = new ArrayDeque<>();
  private final ReplayTurn turn = new ReplayTurn();

  /** The states after some of the entries. */
  private final Map<HistoryEntry, State> kept =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<HistoryEntry, State> eldest) {
              return size() > MOST_KEPT;
            }
          });

  /** The state before all segments; null before the first change. Written under the lock. */
  private volatile @Nullable HistoryEntry base;

  private long baseNumber;
  private long nextNumber = 1;
  private long bytes;
  private long changes;

  private State last = State.EMPTY;
  private Instant seen = Instant.EPOCH;

  /** Everything that a reader needs, at one moment. */
  record Snapshot(HistoryEntry base, List<HistoryEntry> entries, Instant seen) {}

  /**
   * @param instance of this process
   * @param version of this exporter
   * @param cluster its name, or {@code ""}
   */
  public History(HistoryConfig config, String instance, String version, String cluster) {
    this.config = config;
    this.instance = instance;
    this.version = version;
    this.cluster = cluster;
  }

  /** Keeps what is different in {@code live}. Must be called often, for one state after another. */
  public void record(State live) {
    Instant at = keep(live);
    fold(at);
  }

  private synchronized Instant keep(State live) {
    if (isFarBefore(live.at(), seen)) {
      beginAgain(live.at());
    }
    Instant at = later(live.at());
    if (base == null) {
      HistoryEntry first = EntryCodec.pack(Change.between(State.EMPTY, State.EMPTY), at, false);
      base = first;
      bytes = first.bytes();
      add(EntryCodec.started(instance, at, version));
    }
    State next = view.of(live, last);
    Change change = Change.between(last, next, false);
    if (!change.isEmpty()) {
      add(EntryCodec.pack(change, at, false));
    }
    last = next;
    seen = at;
    return at;
  }

  /** Whether the wall clock went back so far that what is kept has times that never were. */
  static boolean isFarBefore(Instant now, Instant known) {
    return now.isBefore(known.minus(MOST_BACK));
  }

  /** With the last state, at the time that it is: nobody knows since when the clock was wrong. */
  private void beginAgain(Instant now) {
    LOG.warn("history begins again clock_before={} clock_now={}", seen, now);
    seen = Instant.ofEpochMilli(now.toEpochMilli());
    view.forgetTimes();
    HistoryEntry first = EntryCodec.pack(Change.between(State.EMPTY, last), seen, false);
    base = first;
    baseNumber = nextNumber++;
    segments.clear();
    bytes = first.bytes();
    changes = 0;
  }

  /** Times never go back, even if the wall clock does by a little. */
  private Instant later(Instant at) {
    return at.isBefore(seen) ? seen : Instant.ofEpochMilli(at.toEpochMilli());
  }

  private void add(HistoryEntry entry) {
    HistorySegment current = segments.peekLast();
    Duration longest = config.time().dividedBy(SEGMENTS);
    if (current == null
        || current.bytes() >= config.bytes() / SEGMENTS
        || Duration.between(current.first(), entry.at()).compareTo(longest) >= 0) {
      current = new HistorySegment(nextNumber++);
      segments.add(current);
    }
    current.add(entry);
    bytes += entry.bytes();
    changes++;
  }

  /** What is to be folded, at one moment. */
  private record Folding(@Nullable HistoryEntry base, HistorySegment oldest) {}

  /** Folds at most one segment, and lets others read meanwhile. */
  private void fold(Instant now) {
    Optional<Folding> due = due(now);
    if (due.isEmpty()) {
      return;
    }
    HistoryEntry first = due.get().base();
    HistorySegment oldest = due.get().oldest();
    try {
      StateReplay replay = replay(first);
      take(replay, oldest.entries());
      HistoryEntry next =
          EntryCodec.pack(Change.between(State.EMPTY, replay.state()), oldest.last(), false);
      replace(due.get(), next);
    } catch (IOException e) {
      throw new IllegalStateException("cannot happen: these changes were checked", e);
    }
  }

  private synchronized Optional<Folding> due(Instant now) {
    HistorySegment oldest = segments.peekFirst();
    return oldest != null && isTooMuch(oldest, now)
        ? Optional.of(new Folding(base, oldest))
        : Optional.empty();
  }

  @SuppressWarnings("ReferenceEquality") // unless it was restored meanwhile
  private synchronized void replace(Folding folding, HistoryEntry next) {
    HistorySegment oldest = folding.oldest();
    if (folding.base() != base || segments.peekFirst() != oldest) {
      return;
    }
    segments.removeFirst();
    bytes += next.bytes() - (base == null ? 0 : base.bytes()) - oldest.bytes();
    changes -= oldest.entries().size();
    base = next;
    baseNumber = oldest.number();
  }

  private boolean isTooMuch(HistorySegment oldest, Instant now) {
    boolean old = Duration.between(oldest.last(), now).compareTo(config.time()) > 0;
    return old || (bytes > config.bytes() && segments.size() > 1);
  }

  private static StateReplay replay(@Nullable HistoryEntry first) throws IOException {
    StateReplay replay = new StateReplay(State.EMPTY);
    if (first != null) {
      replay.take(EntryCodec.change(first));
    }
    return replay;
  }

  private static void take(StateReplay replay, List<HistoryEntry> entries) throws IOException {
    for (HistoryEntry entry : entries) {
      HistoryHead head = EntryCodec.head(entry);
      if (head.started() == null) {
        replay.take(EntryCodec.change(entry, head));
      }
    }
  }

  /** The oldest time that can be shown; empty before the first change. */
  public Optional<Instant> from() {
    return Optional.ofNullable(base).map(HistoryEntry::at);
  }

  /** How many changes there are. */
  public synchronized long changes() {
    return changes;
  }

  /** The estimated heap of all of them, and of the state before them. */
  public synchronized long bytes() {
    return bytes;
  }

  synchronized Optional<Snapshot> snapshot() {
    HistoryEntry first = base;
    if (first == null) {
      return Optional.empty();
    }
    List<HistoryEntry> all = new ArrayList<>();
    segments.forEach(segment -> all.addAll(segment.entries()));
    return Optional.of(new Snapshot(first, all, seen));
  }

  @Override
  public State at(Instant moment) throws HttpError {
    Snapshot snapshot =
        snapshot().filter(known -> !moment.isBefore(known.base().at())).orElseThrow(() -> before());
    Instant shown = moment.isAfter(snapshot.seen()) ? snapshot.seen() : moment;
    return shown(replayed(snapshot, shown), snapshot.base().at(), shown);
  }

  private HttpError before() {
    return new HttpError(
        ErrorCode.BEFORE_HISTORY,
        "parameter at: the history begins at "
            + from().map(Instant::toString).orElse("a later time"));
  }

  private State replayed(Snapshot snapshot, Instant shown) throws HttpError {
    List<HistoryEntry> entries =
        snapshot.entries().stream().takeWhile(entry -> !entry.at().isAfter(shown)).toList();
    HistoryEntry last = entries.isEmpty() ? snapshot.base() : entries.getLast();
    State known = kept.get(last);
    if (known != null) {
      return known;
    }
    return turn.take(() -> {
      State state = kept.get(last);
      if (state == null) {
        StateReplay replay = replay(snapshot.base());
        take(replay, entries);
        state = replay.state();
        kept.put(last, state);
      }
      return state;
    });
  }

  private State shown(State state, Instant from, Instant at) {
    return new State(
        state.instance(),
        state.id(),
        at,
        true,
        version,
        cluster,
        state.status(),
        state.statusSince(),
        state.summary(),
        Optional.empty(),
        state.findings(),
        List.of(),
        List.of(),
        state.links().planes("p" + Long.toHexString(at.toEpochMilli())),
        state.nodes(),
        List.of(),
        Optional.of(from),
        state.links());
  }

  // What a store needs.

  /**
   * Puts what an earlier process kept before what was recorded. Must be called once.
   *
   * @param until when that process was still there: what was afterwards is not known
   */
  void restore(
      HistoryEntry first, long firstNumber, List<HistorySegment> found, Instant until, Instant now)
      throws IOException {
    StateReplay replay = replay(first);
    for (HistorySegment segment : found) {
      take(replay, segment.entries());
    }
    State state = replay.state();
    State unknown = unknown(state);
    HistoryEntry gap =
        EntryCodec.pack(
            Change.between(state, unknown, false),
            max(until, found.isEmpty() ? first.at() : found.getLast().last()),
            true);
    putBefore(first, firstNumber, found, gap, unknown, now);
  }

  private static Instant max(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private synchronized void putBefore(
      HistoryEntry first,
      long firstNumber,
      List<HistorySegment> found,
      HistoryEntry gap,
      State unknown,
      Instant now)
      throws IOException {
    HistoryEntry recordedBase = base;
    List<HistoryEntry> recorded = new ArrayList<>();
    segments.forEach(segment -> recorded.addAll(segment.entries()));
    base = first;
    baseNumber = firstNumber;
    segments.clear();
    segments.addAll(found);
    bytes = first.bytes() + found.stream().mapToLong(HistorySegment::bytes).sum();
    changes = found.stream().mapToLong(segment -> segment.entries().size()).sum();
    nextNumber = (found.isEmpty() ? firstNumber : found.getLast().number()) + 1;
    add(gap);
    Instant recordedSeen = seen;
    seen = gap.at();
    if (recordedBase == null) {
      last = unknown;
      seen = later(now);
      add(EntryCodec.started(instance, seen, version));
      return;
    }
    State begun = replay(recordedBase).state();
    boolean joined = !begun.nodes().isEmpty();
    if (joined) {
      // So much was recorded that its start is folded already.
      seen = later(recordedBase.at());
      add(EntryCodec.pack(Change.between(unknown, begun, false), seen, false));
    }
    for (HistoryEntry entry : recorded) {
      seen = later(entry.at());
      if (!joined && EntryCodec.head(entry).started() == null) {
        // The first one was what is different from nothing.
        StateReplay replay = new StateReplay(State.EMPTY);
        replay.take(EntryCodec.change(entry));
        add(EntryCodec.pack(Change.between(unknown, replay.state(), false), seen, false));
        joined = true;
      } else {
        add(new HistoryEntry(seen, entry.head(), entry.links()));
      }
    }
    if (!joined) {
      last = unknown;
    }
    seen = max(seen, recordedSeen);
  }

  private static State unknown(State state) {
    List<NodeRow> nodes = state.nodes().stream().map(row -> row.with(NodeState.UNKNOWN)).toList();
    List<LinkRow> rows =
        state.links().rows().stream()
            .map(row -> {
              byte[] codes = new byte[row.codes().length];
              Arrays.fill(codes, LinkCode.UNKNOWN);
              return new LinkRow(row.source(), row.plane(), row.targets(), codes);
            })
            .toList();
    return new State(
        state.instance(),
        state.id(),
        state.at(),
        true,
        state.version(),
        state.cluster(),
        ReportStatus.UNKNOWN,
        Optional.empty(),
        "The exporter did not run.",
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        nodes,
        List.of(),
        Optional.empty(),
        new LinkGrid(state.links().names(), rows));
  }

  /**
   * A part that can be stored.
   *
   * @param size how many changes it has; {@link #OF_BASE} for the state before all segments
   * @param last whether it is the last one, which grows
   */
  record PartSize(long number, int size, boolean last) {
    static final int OF_BASE = -2;
  }

  /** The parts to store; the state before all segments first. */
  synchronized List<PartSize> parts() {
    List<PartSize> parts = new ArrayList<>();
    if (base != null) {
      parts.add(new PartSize(baseNumber, PartSize.OF_BASE, segments.isEmpty()));
    }
    for (HistorySegment segment : segments) {
      parts.add(
          new PartSize(segment.number(), segment.entries().size(), segment == segments.peekLast()));
    }
    return parts;
  }

  /** One of the {@link #parts} as bytes; empty if it was folded since. */
  synchronized Optional<byte[]> packed(PartSize part) {
    for (HistorySegment segment : segments) {
      if (segment.number() == part.number()) {
        return Optional.of(SegmentCodec.write(segment.entries(), false, seen));
      }
    }
    return Optional.ofNullable(base)
        .filter(_ -> part.number() == baseNumber)
        .map(first -> SegmentCodec.write(List.of(first), true, seen));
  }
}
