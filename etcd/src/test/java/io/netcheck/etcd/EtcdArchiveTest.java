// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.history.History;
import io.netcheck.exporter.history.HistoryArchive;
import io.netcheck.exporter.history.HistoryConfig;
import io.netcheck.exporter.history.HistoryKeeper;
import io.netcheck.exporter.mesh.TestMesh;
import io.netcheck.exporter.state.TestStates;
import io.netcheck.testing.EtcdServer;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The history of exporters that share a real etcd. */
@Execution(ExecutionMode.CONCURRENT)
@MachineTest
class EtcdArchiveTest {
  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private EtcdServer etcd;

  @BeforeEach
  void startEtcd() throws Exception {
    etcd = new EtcdServer(folder).start();
  }

  @AfterEach
  void endEtcd() throws Exception {
    etcd.close();
  }

  private EtcdArchive archive() {
    return new EtcdArchive(EtcdStoreTest.config(etcd), clock);
  }

  private static HistoryArchive.ArchivePart part(long number, int size) {
    byte[] bytes = new byte[size];
    new Random(number).nextBytes(bytes);
    return new HistoryArchive.ArchivePart(number, bytes);
  }

  private List<Long> numbers() throws IOException {
    try (EtcdArchive reader = archive()) {
      return reader.read().stream().map(HistoryArchive.ArchivePart::number).toList();
    }
  }

  @Test
  void aLargePartIsReadAsItWasWritten() throws Exception {
    try (EtcdArchive writer = archive();
        EtcdArchive reader = archive()) {
      assertEquals(List.of(), writer.read());
      writer.write(part(1, 3_000_000));
      writer.write(part(2, 10));
      List<HistoryArchive.ArchivePart> parts = reader.read();
      assertArrayEquals(part(1, 3_000_000).bytes(), parts.getFirst().bytes());
      // Shorter than before.
      writer.write(new HistoryArchive.ArchivePart(1, part(3, 600_000).bytes()));
      parts = reader.read();
      assertEquals(2, parts.size());
      assertArrayEquals(part(3, 600_000).bytes(), parts.getFirst().bytes());
      writer.delete(1);
      assertEquals(List.of(2L), numbers());
    }
  }

  @Test
  void oneThatStartsReadsWhatWasWrittenLast() throws Exception {
    try (EtcdArchive one = archive();
        EtcdArchive other = archive()) {
      one.write(part(1, 10));
      clock.advance(Duration.ofSeconds(30));
      other.write(part(2, 10));
      assertEquals(List.of(2L), numbers());
      clock.advance(Duration.ofSeconds(30));
      one.write(part(3, 10));
      assertEquals(List.of(1L, 3L), numbers());
      // An archive deletes only its own parts.
      other.delete(3);
      assertEquals(List.of(1L, 3L), numbers());

      // The first one ends, and the other one goes on.
      clock.advance(Duration.ofMinutes(11));
      other.write(part(4, 10));
      assertEquals(List.of(2L, 4L), numbers());
      try (EtcdConnection connection = new EtcdConnection(EtcdStoreTest.config(etcd))) {
        int[] keys = {0};
        connection.list("history/", 0, _ -> keys[0]++);
        assertEquals(2, keys[0]);
      }
    }
  }

  @Test
  void aHistoryGoesOnInTheNextProcess() throws Exception {
    TestStates states = new TestStates();
    HistoryConfig config = HistoryConfig.DEFAULT;
    History before = new History(config, "abcd1234", "0.2.0", "lab");
    try (HistoryKeeper _ = new HistoryKeeper(before, archive(), clock)) {
      before.record(states.next(TestMesh.of(3)));
      before.record(states.next(TestMesh.of(3).cut("n1", "n2")));
    }
    for (int i = 0; i < 2; i++) {
      History after = new History(config, "beef5678", "0.2.0", "lab");
      try (HistoryKeeper _ = new HistoryKeeper(after, archive(), clock)) {
        Awaitility.await().until(() -> after.from().isPresent());
        assertEquals(before.from(), after.from());
      }
    }
  }

  @Test
  void withoutEtcdTheHistoryIsRecorded() throws Exception {
    etcd.close();
    try (EtcdArchive archive = archive()) {
      assertThrows(IOException.class, archive::read);
      assertThrows(IOException.class, () -> archive.write(part(1, 10)));
    }
    History history = new History(HistoryConfig.DEFAULT, "abcd1234", "0.2.0", "lab");
    try (HistoryKeeper _ = new HistoryKeeper(history, archive(), clock)) {
      history.record(new TestStates().next(TestMesh.of(3)));
      assertEquals(2, history.changes());
    }
  }
}
