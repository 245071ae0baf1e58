// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.exporter.history.History;
import io.netcheck.exporter.history.HistoryArchive;
import io.netcheck.exporter.history.HistoryConfig;
import io.netcheck.exporter.history.HistoryKeeper;
import io.netcheck.exporter.mesh.TestMesh;
import io.netcheck.exporter.state.State;
import io.netcheck.exporter.state.TestStates;
import io.netcheck.report.ReportStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileArchiveTest {
  @TempDir Path folder;
  private final TestStates states = new TestStates();

  private Path parts() {
    return folder.resolve("state.history");
  }

  private static History history() {
    return new History(
        new HistoryConfig(Duration.ofMinutes(10), 1 << 20), "abcd1234", "0.2.0", "lab");
  }

  private HistoryKeeper keeper(History history) {
    return new HistoryKeeper(history, new FileArchive(parts()), states.clock());
  }

  /** A history that begins with what is stored. */
  private HistoryKeeper restored(History history) {
    HistoryKeeper keeper = keeper(history);
    Awaitility.await().until(() -> history.from().isPresent());
    return keeper;
  }

  private State play(History history, int changes) {
    State state = states.next(TestMesh.of(3));
    for (int i = 0; i < changes; i++) {
      states.clock().advance(Duration.ofSeconds(9));
      state = states.next(i % 2 == 0 ? TestMesh.of(3).cut("n1", "n2") : TestMesh.of(3));
      history.record(state);
    }
    return state;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(parts())) {
      return files.sorted().toList();
    }
  }

  @Test
  void aPartIsReplacedAndDeletedByItsNumber() throws Exception {
    FileArchive archive = new FileArchive(parts());
    assertEquals(List.of(), archive.read());
    archive.write(new HistoryArchive.ArchivePart(7, new byte[] {1}));
    archive.write(new HistoryArchive.ArchivePart(255, new byte[] {2, 3}));
    archive.write(new HistoryArchive.ArchivePart(7, new byte[] {4}));
    Files.writeString(parts().resolve("notes.txt"), "of someone else");
    List<HistoryArchive.ArchivePart> read = archive.read();
    assertEquals(List.of(7L, 255L), read.stream().map(HistoryArchive.ArchivePart::number).toList());
    assertArrayEquals(new byte[] {4}, read.getFirst().bytes());
    archive.delete(7);
    archive.delete(7);
    assertEquals(1, archive.read().size());
  }

  @Test
  void aRestartKeepsTheHistory() throws Exception {
    History before = history();
    State last;
    try (HistoryKeeper _ = keeper(before)) {
      last = play(before, 10);
    }
    History after = history();
    try (HistoryKeeper _ = restored(after)) {
      assertEquals(before.from(), after.from());
      assertEquals(
          before.at(last.at().minusSeconds(5)).links(),
          after.at(last.at().minusSeconds(5)).links());
      states.clock().advance(Duration.ofMinutes(1));
      play(after, 4);
      assertEquals(ReportStatus.UNKNOWN, after.at(last.at().plusSeconds(30)).status());
    }
    // And once more, with what both wrote.
    History third = history();
    try (HistoryKeeper _ = restored(third)) {
      assertEquals(before.from(), third.from());
      assertEquals(after.changes() + 2, third.changes());
    }
  }

  @Test
  void filesOfFoldedChangesDisappear() throws Exception {
    History history = history();
    try (HistoryKeeper _ = keeper(history)) {
      play(history, 40);
    }
    for (int i = 0; i < 4; i++) {
      history = history();
      try (HistoryKeeper _ = restored(history)) {
        play(history, 40);
      }
    }
    assertTrue(files().size() <= 27, () -> "more than a history has");
    History after = history();
    try (HistoryKeeper _ = restored(after)) {
      assertEquals(history.from(), after.from());
    }
  }

  @Test
  void aTornFileIsNoReasonNotToStart() throws Exception {
    History history = history();
    try (HistoryKeeper _ = keeper(history)) {
      play(history, 20);
    }
    Path first = files().getFirst();
    Files.write(first, Arrays.copyOf(Files.readAllBytes(first), 20));
    History after = history();
    try (HistoryKeeper _ = keeper(after)) {
      assertTrue(after.from().isEmpty());
      play(after, 3);
    }
    assertFalse(after.from().isEmpty());
    History third = history();
    try (HistoryKeeper _ = restored(third)) {
      assertEquals(after.from(), third.from());
    }
  }

  @Test
  void nothingIsWrittenBeforeWhatIsStoredWasRead() throws Exception {
    History before = history();
    State last;
    try (HistoryKeeper _ = keeper(before)) {
      last = play(before, 10);
    }
    Path away = folder.resolve("away");
    Files.move(parts(), away);
    Files.writeString(parts(), "no folder");
    states.clock().advance(Duration.ofMinutes(1));
    History after = history();
    Instant meanwhile;
    State recorded;
    try (HistoryKeeper _ = keeper(after)) {
      meanwhile = play(after, 3).at().minusSeconds(5);
      recorded = after.at(meanwhile);
      assertEquals("no folder", Files.readString(parts()));
      assertTrue(after.from().orElseThrow().isAfter(last.at()));
      Files.delete(parts());
      Files.move(away, parts());
    }
    // What was stored is before what was recorded meanwhile.
    for (int i = 0; i < 2; i++) {
      assertEquals(before.from(), after.from());
      Instant known = last.at().minusSeconds(5);
      assertEquals(before.at(known).links(), after.at(known).links());
      assertEquals(ReportStatus.UNKNOWN, after.at(last.at().plusSeconds(30)).status());
      assertEquals(recorded.links(), after.at(meanwhile).links());
      assertEquals(recorded.nodes(), after.at(meanwhile).nodes());
      // And the next process reads the same.
      states.clock().advance(Duration.ofMinutes(1));
      after = history();
      restored(after).close();
    }
  }
}
