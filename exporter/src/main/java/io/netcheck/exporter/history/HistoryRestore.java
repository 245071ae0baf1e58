// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.history;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the stored parts of a history: the last whole state, and the changes after it. What follows
 * a part that is missing or damaged is not used, because changes need all that were before.
 */
final class HistoryRestore {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryRestore.class);

  private final List<HistorySegment> segments = new ArrayList<>();
  private final List<Long> unused = new ArrayList<>();
  private @Nullable HistoryEntry base;
  private long baseNumber;
  private Instant until = Instant.EPOCH;

  /**
   * @param now parts of times that are still to come are not used, because the wall clock of the
   *     exporter that wrote them was wrong
   */
  HistoryRestore(List<HistoryArchive.ArchivePart> parts, Instant now) {
    List<HistoryArchive.ArchivePart> sorted = new ArrayList<>(parts);
    sorted.sort(Comparator.comparingLong(HistoryArchive.ArchivePart::number));
    boolean broken = false;
    for (HistoryArchive.ArchivePart part : sorted) {
      Optional<SegmentCodec.Segment> segment = read(part, now);
      if (segment.isPresent() && segment.get().base()) {
        segments.forEach(before -> unused.add(before.number()));
        segments.clear();
        if (base != null) {
          unused.add(baseNumber);
        }
        base = segment.get().entries().getFirst();
        baseNumber = part.number();
        broken = false;
      } else if (segment.isPresent() && !broken && part.number() == next()) {
        HistorySegment made = new HistorySegment(part.number());
        segment.get().entries().forEach(made::add);
        segments.add(made);
      } else {
        broken = true;
        unused.add(part.number());
        continue;
      }
      Instant seen = segment.get().until();
      until = later(until, seen.isAfter(now) ? now : seen);
    }
    segments.removeIf(HistorySegment::isEmpty);
  }

  private long next() {
    if (base == null) {
      return -1;
    }
    return (segments.isEmpty() ? baseNumber : segments.getLast().number()) + 1;
  }

  private static Optional<SegmentCodec.Segment> read(HistoryArchive.ArchivePart part, Instant now) {
    try {
      SegmentCodec.Segment segment = SegmentCodec.read(part.bytes());
      for (HistoryEntry entry : segment.entries()) {
        if (History.isFarBefore(now, entry.at())) {
          throw new IOException("it has changes at times that are still to come");
        }
      }
      return Optional.of(segment);
    } catch (IOException e) {
      LOG.warn("history part not usable number={} problem=\"{}\"", part.number(), e.getMessage());
      return Optional.empty();
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** The numbers of the parts that are not used. */
  List<Long> unused() {
    return unused;
  }

  /** How many changes each used part has. */
  Map<Long, Integer> sizes() {
    Map<Long, Integer> sizes = new TreeMap<>();
    sizes.put(baseNumber, History.PartSize.OF_BASE);
    segments.forEach(segment -> sizes.put(segment.number(), segment.entries().size()));
    return sizes;
  }

  /** Puts everything before what was recorded; returns whether there was anything usable. */
  boolean into(History history, Instant now) {
    HistoryEntry first = base;
    if (first == null) {
      return false;
    }
    try {
      check(first);
      history.restore(first, baseNumber, segments, until, now);
      return true;
    } catch (IOException | RuntimeException e) {
      LOG.warn("history not usable problem=\"{}\"", e.toString());
      unused.add(baseNumber);
      segments.forEach(segment -> unused.add(segment.number()));
      return false;
    }
  }

  /** Reads everything as a request would, so that no request finds anything wrong. */
  private void check(HistoryEntry first) throws IOException {
    HistoryEvents events =
        new HistoryEvents(
            new HistoryQuery(
                Instant.EPOCH,
                Instant.MAX,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1));
    events.begin(first);
    for (HistorySegment segment : segments) {
      for (HistoryEntry entry : segment.entries()) {
        events.take(entry);
      }
    }
  }
}
