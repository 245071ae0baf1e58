// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.history;

import io.netcheck.daemon.ProcessClock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps what this agent saw, in at most two megabytes: the changes of every probe and link. The
 * oldest part is dropped first. Thread-safe.
 */
public final class FlightRecorder {
  /** Two megabytes. */
  static final int MOST_CHUNKS = 16;

  private final ProcessClock clock;
  private final Deque<HistoryChunk> chunks = new ArrayDeque<>();
  private final Map<HistorySeries, HistoryTrack> tracks = new LinkedHashMap<>();
  private int lastNumber;

  /** The last series that the newest chunk introduces. Numbers grow. */
  private int lastIntroduced;

  /** Whether there are more series than one chunk introduces. The others are not recorded. */
  private boolean crowded;

  public FlightRecorder(ProcessClock clock) {
    this.clock = clock;
  }

  /** The track of a series, which begins if there is none. */
  public synchronized HistoryTrack track(HistorySeries series) {
    HistoryTrack known = tracks.get(series);
    if (known != null) {
      return known;
    }
    HistoryTrack track = new HistoryTrack(this, series, ++lastNumber);
    tracks.put(series, track);
    long nowNanos = clock.nanoTime();
    HistoryChunk last = chunks.peekLast();
    if (last != null && !crowded) {
      if (last.introduce(track, nowNanos)) {
        lastIntroduced = track.number();
      } else {
        begin(nowNanos);
      }
    }
    return track;
  }

  /** Ends the tracks of all but these links. What they saw stays. */
  public synchronized void retain(Set<HistorySeries> links) {
    List<HistoryTrack> gone =
        tracks.values().stream().filter(track -> !links.contains(track.series().link())).toList();
    for (HistoryTrack track : gone) {
      tracks.remove(track.series());
      write(track.number(), HistoryCode.UNKNOWN, clock.nanoTime());
    }
    if (crowded && !gone.isEmpty()) {
      // There may be room for the others now.
      begin(clock.nanoTime());
    }
  }

  /** The chunks with everything that is known, the oldest first. */
  synchronized List<HistoryChunk> chunks() {
    return List.copyOf(chunks);
  }

  synchronized void write(int series, int code, long nowNanos) {
    if (crowded && series > lastIntroduced) {
      return;
    }
    HistoryChunk last = chunks.peekLast();
    if (last == null || !last.add(series, code, nowNanos)) {
      // The new chunk begins with the states of all series, and this is one of them.
      begin(nowNanos);
    }
  }

  private void begin(long nowNanos) {
    if (chunks.size() == MOST_CHUNKS) {
      chunks.removeFirst();
    }
    HistoryChunk chunk = new HistoryChunk(nowNanos);
    chunks.addLast(chunk);
    crowded = false;
    for (HistoryTrack track : tracks.values()) {
      // Without room for events, each event would begin a chunk and soon nothing else be left.
      if (chunk.length() > HistoryChunk.BYTES / 2 || !chunk.introduce(track, nowNanos)) {
        crowded = true;
        return;
      }
      lastIntroduced = track.number();
    }
  }
}
