// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.history;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.TaskScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores a history from an archive, and writes it there from then on, on its own thread: what is
 * new after a pause, and at least once a minute that this exporter is still there. Until the
 * archive could be read, nothing is written or deleted in it.
 */
public final class HistoryKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryKeeper.class);

  private static final Duration ALIVE = Duration.ofMinutes(1);
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private final History history;
  private final HistoryArchive archive;
  private final ProcessClock clock;
  private final TaskScheduler scheduler = new TaskScheduler("history");

  /** How many changes each part had when it was written. */
  private final Map<Long, Integer> written = new TreeMap<>();

  /** Parts that are not used, and that must not be mistaken for newer ones. */
  private final Deque<Long> unused = new ArrayDeque<>();

  private long aliveNanos;
  private boolean read;
  private boolean works = true;

  /** Begins to restore what the archive has, and keeps it up to date from then on. */
  public HistoryKeeper(History history, HistoryArchive archive, ProcessClock clock) {
    this.history = history;
    this.archive = archive;
    this.clock = clock;
    this.aliveNanos = clock.nanoTime();
    if (archive.pause().isPositive()) {
      scheduler.runAfter(Duration.ZERO, () -> look(false));
      scheduler.repeat(archive.pause(), () -> look(clock.since(aliveNanos).compareTo(ALIVE) >= 0));
    }
  }

  private synchronized void look(boolean alive) {
    try {
      if (!read) {
        restore(archive.read());
        read = true;
      }
      write(alive);
      if (!works) {
        LOG.info("history written again");
      }
      works = true;
    } catch (IOException e) {
      if (works && read) {
        LOG.warn("history not written problem=\"{}\"", e.toString());
      } else if (works) {
        LOG.warn("history not restored problem=\"{}\"", e.toString());
      }
      works = false;
    }
  }

  private void restore(List<HistoryArchive.ArchivePart> parts) {
    HistoryRestore restore = new HistoryRestore(parts, clock.instant());
    // Before the history adds to the last one.
    Map<Long, Integer> sizes = restore.sizes();
    boolean restored = restore.into(history, clock.instant());
    if (restored && !archive.isShared()) {
      written.putAll(sizes);
    }
    if (restored) {
      LOG.info(
          "history restored changes={} from={}",
          history.changes(),
          history.from().map(Object::toString).orElse(""));
    }
    unused.addAll(restore.unused());
  }

  private void write(boolean alive) throws IOException {
    while (!unused.isEmpty()) {
      archive.delete(unused.getFirst());
      unused.removeFirst();
    }
    long first = Long.MAX_VALUE;
    for (History.PartSize part : history.parts()) {
      first = Math.min(first, part.number());
      boolean due = alive && part.last();
      if (due || part.size() != written.getOrDefault(part.number(), -1)) {
        Optional<byte[]> packed = history.packed(part);
        if (packed.isPresent()) {
          archive.write(new HistoryArchive.ArchivePart(part.number(), packed.get()));
          written.put(part.number(), part.size());
        }
      }
    }
    while (!written.isEmpty() && written.keySet().iterator().next() < first) {
      long number = written.keySet().iterator().next();
      archive.delete(number);
      written.remove(number);
    }
    aliveNanos = alive ? clock.nanoTime() : aliveNanos;
  }

  @Override
  public void close() {
    try {
      if (scheduler.finishWithin(GOODBYE) && archive.pause().isPositive()) {
        look(true);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    scheduler.close();
    archive.close();
  }
}
