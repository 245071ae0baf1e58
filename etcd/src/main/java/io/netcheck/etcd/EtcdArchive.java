// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.history.HistoryArchive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a history in etcd, once a minute, in values far below etcd's limit. Each exporter writes a
 * copy of its own, because each has seen the cluster by itself; one that starts reads the copy of
 * the exporter that was there last, and deletes those of exporters that have been gone for a while.
 * For one thread at a time.
 */
final class EtcdArchive implements HistoryArchive {
  static final Duration PAUSE = Duration.ofMinutes(1);

  private static final String ALIVE = "history-alive/";
  private static final String PARTS = "history/";

  /** etcd takes 1.5 MiB in one request. */
  private static final int CHUNK_BYTES = 512 * 1024;

  /** 2 MiB in one answer. */
  private static final int CHUNKS_IN_PAGE = 4;

  /** Of one part; more than a history ever writes. */
  private static final int MOST_BYTES = 64 * 1024 * 1024;

  /** An exporter that wrote nothing for so long has ended. */
  private static final Duration GONE = Duration.ofMinutes(10);

  private static final Duration CLEANED = Duration.ofMinutes(10);

  private final EtcdStoreConfig config;
  private final ProcessClock clock;
  private final String owner = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());

  /** How many chunks each part has. */
  private final Map<Long, Integer> chunks = new TreeMap<>();

  private long cleanedNanos;
  private @Nullable EtcdConnection connection;

  EtcdArchive(EtcdStoreConfig config, ProcessClock clock) {
    this.config = config;
    this.clock = clock;
    this.cleanedNanos = clock.nanoTime();
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  /** Does something with a connection. */
  @FunctionalInterface
  private interface Work<T> {
    T with(EtcdConnection open) throws IOException;
  }

  /** After a failure the next call needs a new connection. */
  private <T> T connected(Work<T> work) throws IOException {
    EtcdConnection open = connection;
    try {
      if (open == null) {
        open = new EtcdConnection(config);
        connection = open;
      }
      return work.with(open);
    } catch (IOException | RuntimeException e) {
      close();
      throw e instanceof IOException io ? io : new IOException(e.toString(), e);
    }
  }

  @Override
  public List<ArchivePart> read() throws IOException {
    return connected(open -> {
      Map<String, Long> owners = owners(open);
      List<ArchivePart> parts = new ArrayList<>();
      String last = "";
      for (Map.Entry<String, Long> other : owners.entrySet()) {
        if (last.isEmpty() || other.getValue() > owners.getOrDefault(last, 0L)) {
          last = other.getKey();
        }
      }
      if (!last.isEmpty()) {
        parts.addAll(parts(open, PARTS + last + "/"));
      }
      return parts;
    });
  }

  /** When each exporter wrote last, in milliseconds since 1970 by its clock. */
  private static Map<String, Long> owners(EtcdConnection open) throws IOException {
    Map<String, Long> owners = new TreeMap<>();
    open.list(
        ALIVE,
        0,
        stored -> {
          String name = stored.key().substring(ALIVE.length());
          String text = new String(stored.value(), UTF_8);
          if (name.matches("[0-9a-f]{16}")) {
            // A value that is no time is as old as can be.
            owners.put(name, text.matches("[0-9]{1,15}") ? Long.parseLong(text) : 0L);
          }
        });
    return owners;
  }

  private static List<ArchivePart> parts(EtcdConnection open, String folder) throws IOException {
    Map<Long, ByteArrayOutputStream> bytes = new TreeMap<>();
    open.list(
        folder,
        0,
        CHUNKS_IN_PAGE,
        stored -> {
          String name = stored.key().substring(folder.length());
          if (name.matches("[0-9a-f]{16}/[0-9a-f]{4}")) {
            ByteArrayOutputStream part =
                bytes.computeIfAbsent(
                    Long.parseUnsignedLong(name.substring(0, 16), 16),
                    _ -> new ByteArrayOutputStream());
            if (part.size() < MOST_BYTES) {
              part.writeBytes(stored.value());
            }
          }
        });
    List<ArchivePart> parts = new ArrayList<>();
    bytes.forEach((number, part) -> parts.add(new ArchivePart(number, part.toByteArray())));
    return parts;
  }

  @Override
  public void write(ArchivePart part) throws IOException {
    connected(open -> {
      int count = 0;
      for (int from = 0; from < part.bytes().length; from += CHUNK_BYTES) {
        int to = Math.min(part.bytes().length, from + CHUNK_BYTES);
        put(open, key(part.number(), count++), Arrays.copyOfRange(part.bytes(), from, to));
      }
      for (int old = count; old < chunks.getOrDefault(part.number(), 0); old++) {
        open.write(
            List.of(
                new EtcdWrite(
                    List.of(), List.of(EtcdWrite.Change.delete(key(part.number(), old))))));
      }
      chunks.put(part.number(), count);
      put(open, ALIVE + owner, Long.toString(clock.instant().toEpochMilli()).getBytes(UTF_8));
      if (clock.since(cleanedNanos).compareTo(CLEANED) > 0) {
        cleanedNanos = clock.nanoTime();
        clean(open);
      }
      return part;
    });
  }

  private static void put(EtcdConnection open, String key, byte[] value) throws IOException {
    open.write(List.of(new EtcdWrite(List.of(), List.of(EtcdWrite.Change.put(key, value, 0)))));
  }

  private void clean(EtcdConnection open) throws IOException {
    long oldest = clock.instant().minus(GONE).toEpochMilli();
    for (Map.Entry<String, Long> other : owners(open).entrySet()) {
      if (!other.getKey().equals(owner) && other.getValue() < oldest) {
        open.deleteBelow(PARTS + other.getKey() + "/");
        open.write(
            List.of(
                new EtcdWrite(
                    List.of(), List.of(EtcdWrite.Change.delete(ALIVE + other.getKey())))));
      }
    }
  }

  private String key(long number, int chunk) {
    return PARTS + owner + "/" + "%016x/%04x".formatted(number, chunk);
  }

  @Override
  public void delete(long number) throws IOException {
    if (chunks.remove(number) != null) {
      connected(open -> {
        open.deleteBelow(PARTS + owner + "/" + "%016x/".formatted(number));
        return number;
      });
    }
  }

  @Override
  public void close() {
    EtcdConnection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }
}
