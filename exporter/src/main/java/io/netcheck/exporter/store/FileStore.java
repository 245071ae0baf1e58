// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.TaskScheduler;
import io.netcheck.exporter.client.ClientJournal;
import io.netcheck.exporter.client.ClientRecord;
import io.netcheck.exporter.client.SharedClients;
import io.netcheck.exporter.client.SharedClients.Learned;
import io.netcheck.exporter.store.RecordLines.ExternalLine;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the clients in a {@link SnapshotFile}, so that a restart of this process loses none. Its
 * own thread writes the file soon after a client came, left or became silent, and otherwise every
 * minute, but never so often that this takes a noticeable part of a core.
 */
public final class FileStore implements Store {
  private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final Duration CALM = Duration.ofMinutes(1);
  private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  /** The pause is this many times as long as the last write took of a core. */
  private static final int REST = 20;

  /**
   * The limit of that pause. The first writes of a process take long, just when the clients join
   * that a restart must not lose.
   */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private static final Duration LOOK_PAUSE = Duration.ofMillis(200);
  private static final Duration GOODBYE = Duration.ofSeconds(10);
  private static final DateTimeFormatter SUFFIX =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Whether something changed that must not wait for a minute. */
  static final class ChangeFlag implements ClientJournal {
    private final AtomicBoolean changed = new AtomicBoolean();

    @Override
    public void heard(Heartbeat heartbeat, boolean holder, boolean probing) {}

    @Override
    public void changed(ClientId id) {
      changed.set(true);
    }

    @Override
    public void forgotten(ClientId id, String instance, long sequence) {
      changed.set(true);
    }
  }

  private final SnapshotFile file;
  private final SharedClients clients;
  private final ExternalRecords external;
  private final ChangeFlag changes;
  private final StoreStatus status;
  private final ProcessClock clock;
  private final TaskScheduler scheduler = new TaskScheduler("state-file");
  private long pauseBegan;
  private Duration pause = Duration.ZERO;

  /** Restores what the file has, and keeps it up to date from then on. */
  FileStore(
      SnapshotFile file,
      SharedClients clients,
      ExternalRecords external,
      ChangeFlag changes,
      StoreStatus status,
      ProcessClock clock) {
    this.file = file;
    this.clients = clients;
    this.external = external;
    this.changes = changes;
    this.status = status;
    this.clock = clock;
    this.pauseBegan = clock.nanoTime();
    restore();
    // Writes at once, so that a file that cannot be written is noticed early.
    changes.changed.set(true);
    scheduler.repeat(LOOK_PAUSE, this::look);
  }

  private void restore() {
    AtomicInteger taken = new AtomicInteger();
    Duration[] away = {Duration.ZERO};
    try {
      Optional<SnapshotFile.Header> head =
          file.read(
              found -> away[0] = between(found.writtenAt(), clock.instant()),
              client -> {
                if (clients.restore(client, away[0]) != Learned.REFUSED) {
                  taken.incrementAndGet();
                }
              },
              this::restore);
      if (head.isPresent()) {
        clients.listenedBefore(taken.get() > 0 ? head.get().listening() : Duration.ZERO);
        LOG.info(
            "state restored clients={} written={} file={}",
            taken.get(),
            head.get().writtenAt(),
            file.path());
      }
    } catch (SnapshotFile.UnusableException e) {
      keepAside(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      keepAside("cannot be read: " + e);
    }
  }

  private void restore(ExternalLine line) {
    try {
      external.learn(line.external(), line.record(), RecordAge.BEFORE_START);
    } catch (IOException e) {
      LOG.warn(
          "record of another protocol not usable store=file name={} problem=\"{}\"",
          line.external(),
          e.getMessage());
    }
  }

  /** The time between both; zero if the wall clock was set back. */
  private static Duration between(Instant written, Instant now) {
    Duration between = Duration.between(written, now);
    return between.isNegative() ? Duration.ZERO : between;
  }

  private void keepAside(String problem) {
    try {
      LOG.warn(
          "state file not usable file={} problem=\"{}\" kept={}",
          file.path(),
          problem,
          file.keepAside(SUFFIX.format(clock.instant())));
    } catch (IOException e) {
      LOG.warn(
          "state file not usable file={} problem=\"{}\" kept=no because=\"{}\"",
          file.path(),
          problem,
          e.toString());
    }
  }

  private void look() {
    if (!external.takeChanged().isEmpty()) {
      changes.changed.set(true);
    }
    Duration since = clock.since(pauseBegan);
    if (since.compareTo(changes.changed.get() ? pause : longer(pause, CALM)) >= 0) {
      write();
    }
  }

  private void write() {
    long began = THREADS.getCurrentThreadCpuTime();
    // Reset before the clients are read, so that a later change leads to another write.
    changes.changed.set(false);
    try {
      Iterator<ClientId> ids = clients.ids().iterator();
      Iterator<String> names = external.names().iterator();
      SnapshotFile.Size size =
          file.write(
              new SnapshotFile.Header(clock.instant(), clients.listening()),
              () -> next(ids),
              () -> nextExternal(names));
      status.written(size.clients(), size.bytes());
      pause = pauseAfter(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - began));
    } catch (IOException e) {
      changes.changed.set(true);
      status.failed(e.toString());
      pause = AFTER_FAILURE;
    }
    pauseBegan = clock.nanoTime();
  }

  /**
   * How long the file may lag behind.
   *
   * @param work what a write took of a core; waiting for the disk costs nothing
   */
  static Duration pauseAfter(Duration work) {
    Duration rest = work.multipliedBy(REST);
    return longer(LEAST_PAUSE, rest.compareTo(LONGEST_PAUSE) < 0 ? rest : LONGEST_PAUSE);
  }

  private Optional<ClientRecord> next(Iterator<ClientId> ids) {
    while (ids.hasNext()) {
      Optional<ClientRecord> record = clients.record(ids.next());
      if (record.isPresent()) {
        return record;
      }
    }
    return Optional.empty();
  }

  private Optional<ExternalLine> nextExternal(Iterator<String> names) {
    while (names.hasNext()) {
      String name = names.next();
      Optional<JsonNode> record = external.record(name);
      if (record.isPresent()) {
        return Optional.of(new ExternalLine(name, record.get()));
      }
    }
    return Optional.empty();
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  @Override
  public void close() {
    try {
      if (scheduler.finishWithin(GOODBYE)) {
        write();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    scheduler.close();
  }
}
