// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.history;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Keeps a history outside of memory, in numbered parts of up to some hundred kilobytes. For one
 * thread at a time.
 */
public interface HistoryArchive extends AutoCloseable {
  /** Keeps nothing. */
  HistoryArchive NONE =
      new HistoryArchive() {
        @Override
        public Duration pause() {
          return Duration.ZERO;
        }

        @Override
        public List<ArchivePart> read() {
          return List.of();
        }

        @Override
        public boolean isShared() {
          return false;
        }

        @Override
        public void write(ArchivePart part) {}

        @Override
        public void delete(long number) {}
      };

  /**
   * A part, with a checksum of its own.
   *
   * @param bytes are not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over
  record ArchivePart(long number, byte[] bytes) {}

  /** How long parts may wait to be written; zero if nothing is kept. */
  Duration pause();

  /**
   * The parts that an earlier process wrote last, in any order. Called first, until it succeeds.
   *
   * @throws IOException if they cannot be read
   */
  List<ArchivePart> read() throws IOException;

  /** Whether {@link #read} gave parts of another archive, so that they have to be written again. */
  boolean isShared();

  /** Writes a part, in the place of the one with the same number. */
  void write(ArchivePart part) throws IOException;

  /** Deletes a part, if it is there. */
  void delete(long number) throws IOException;

  @Override
  default void close() {}
}
