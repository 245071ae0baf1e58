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
import io.netcheck.report.ReportStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The changes of the last hours, in memory, after one whole state. If they get too old or too many,
 * the oldest of them are folded into that state. Thread-safe.
 */
public final class History implements PastStates {
  /** Folding reads the whole state, so many changes are folded at once. */
  private static final int SEGMENTS = 24;

  /** Past states that are kept, because a page asks for several views of one moment. */
  private static final int MOST_KEPT = 4;

  private final HistoryConfig config;
  private final String instance;
  private final String version;
  private final String cluster;
  private final HistoryView view = new HistoryView();
  private final Deque<HistorySegment> segments = new ArrayDeque<>();
  private final Map<Integer, State> kept =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, State> eldest) {
          return size() > MOST_KEPT;
        }
      };

  /** The state before all segments; null before the first change. */
  private @Nullable HistoryEntry base;

  private long baseNumber;
  private long nextNumber = 1;
  private long bytes;
  private long changes;

  /** How many entries were ever folded: with it, an entry has the same number for ever. */
  private int folded;

  private State last = State.EMPTY;
  private Instant seen = Instant.EPOCH;

  /** Everything that a reader needs, at one moment. */
  record Snapshot(HistoryEntry base, List<HistoryEntry> entries, Instant seen, int firstNumber) {}

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
  public synchronized void record(State live) {
    Instant at = later(live.at());
    if (base == null) {
      base = EntryCodec.pack(Change.between(State.EMPTY, State.EMPTY), at, false);
      bytes = base.bytes();
      add(EntryCodec.started(instance, at, version));
    }
    State next = view.of(live, last);
    Change change = Change.between(last, next, false);
    if (!change.isEmpty()) {
      add(EntryCodec.pack(change, at, false));
    }
    last = next;
    seen = at;
    fold(at);
  }

  /** Times never go back, even if the wall clock does. */
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

  private void fold(Instant now) {
    while (!segments.isEmpty() && isTooMuch(segments.getFirst(), now)) {
      fold(segments.removeFirst());
    }
  }

  private boolean isTooMuch(HistorySegment oldest, Instant now) {
    boolean old = Duration.between(oldest.last(), now).compareTo(config.time()) > 0;
    return old || (bytes > config.bytes() && segments.size() > 1);
  }

  private void fold(HistorySegment oldest) {
    try {
      State state = replayed(baseState(), oldest.entries(), oldest.last());
      HistoryEntry next = EntryCodec.pack(Change.between(State.EMPTY, state), oldest.last(), false);
      bytes += next.bytes() - (base == null ? 0 : base.bytes()) - oldest.bytes();
      changes -= oldest.entries().size();
      folded += oldest.entries().size();
      base = next;
      baseNumber = oldest.number();
    } catch (IOException e) {
      throw new IllegalStateException("cannot happen: these changes were checked", e);
    }
  }

  private State baseState() throws IOException {
    HistoryEntry first = base;
    return first == null ? State.EMPTY : EntryCodec.change(first).appliedTo(State.EMPTY);
  }

  /** The state after those of {@code entries} that are not later than {@code until}. */
  private static State replayed(State from, List<HistoryEntry> entries, Instant until)
      throws IOException {
    State state = from;
    for (HistoryEntry entry : entries) {
      if (entry.at().isAfter(until)) {
        break;
      }
      if (EntryCodec.head(entry).started() == null) {
        state = EntryCodec.change(entry).appliedTo(state);
      }
    }
    return state;
  }

  /** The oldest time that can be shown; empty before the first change. */
  public synchronized Optional<Instant> from() {
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
    return Optional.of(new Snapshot(first, all, seen, folded));
  }

  @Override
  public State at(Instant moment) throws HttpError {
    Snapshot snapshot =
        snapshot().filter(known -> !moment.isBefore(known.base().at())).orElseThrow(() -> before());
    Instant shown = moment.isAfter(snapshot.seen()) ? snapshot.seen() : moment;
    try {
      return shown(replayed(snapshot, shown), snapshot.base().at(), shown);
    } catch (IOException e) {
      throw new IllegalStateException("cannot happen: these changes were checked", e);
    }
  }

  private HttpError before() {
    return new HttpError(
        ErrorCode.BEFORE_HISTORY,
        "parameter at: the history begins at "
            + from().map(Instant::toString).orElse("a later time"));
  }

  /** One at a time, because it can take much memory. */
  private State replayed(Snapshot snapshot, Instant shown) throws IOException {
    synchronized (kept) {
      int number = snapshot.firstNumber();
      for (HistoryEntry entry : snapshot.entries()) {
        if (entry.at().isAfter(shown)) {
          break;
        }
        number++;
      }
      State state = kept.get(number);
      if (state == null) {
        State first = EntryCodec.change(snapshot.base()).appliedTo(State.EMPTY);
        state = replayed(first, snapshot.entries(), shown);
        kept.put(number, state);
      }
      return state;
    }
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
   * Takes over what an earlier process kept. Must be called before the first state is recorded.
   *
   * @param until when that process was still there: what was afterwards is not known
   */
  synchronized void restore(
      HistoryEntry first, long firstNumber, List<HistorySegment> found, Instant until, Instant now)
      throws IOException {
    List<HistoryEntry> all = new ArrayList<>();
    found.forEach(segment -> all.addAll(segment.entries()));
    State state =
        replayed(
            EntryCodec.change(first).appliedTo(State.EMPTY),
            all,
            Instant.ofEpochMilli(Long.MAX_VALUE));
    base = first;
    baseNumber = firstNumber;
    segments.addAll(found);
    bytes = first.bytes() + found.stream().mapToLong(HistorySegment::bytes).sum();
    changes = all.size();
    nextNumber = (found.isEmpty() ? firstNumber : found.getLast().number()) + 1;
    Instant gap = all.isEmpty() ? first.at() : all.getLast().at();
    gap = until.isAfter(gap) ? until : gap;
    last = unknown(state);
    add(EntryCodec.pack(Change.between(state, last, false), gap, true));
    seen = gap;
    seen = later(now);
    add(EntryCodec.started(instance, seen, version));
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
