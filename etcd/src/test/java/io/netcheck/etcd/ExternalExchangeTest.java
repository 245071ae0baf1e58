// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.SharedClients.Learned;
import io.netcheck.exporter.store.ExternalRecords;
import io.netcheck.exporter.store.RecordAge;
import io.netcheck.testing.EtcdServer;
import io.netcheck.testing.MachineTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalExchangeTest {
  private static final String NAME = "netchecker/pod-1";

  /** By default, etcd refuses larger requests. */
  private static final int LARGEST_REQUEST = 1536 * 1024;

  private final NotedRecords records = new NotedRecords();
  private final ExternalExchange exchange = new ExternalExchange(records, ProcessClock.SYSTEM);

  /** Records that are texts. */
  private static final class NotedRecords implements ExternalRecords {
    final Map<String, String> texts = new TreeMap<>();
    final List<RecordAge> learned = new ArrayList<>();
    private Set<String> changed = new HashSet<>();
    private Set<String> heard = new HashSet<>();

    void put(String name, String text) {
      texts.put(name, text);
      changed.add(name);
      heard.add(name);
    }

    void hear(String name) {
      heard.add(name);
    }

    void forget(String name) {
      texts.remove(name);
      changed.add(name);
    }

    @Override
    public List<String> names() {
      return List.copyOf(texts.keySet());
    }

    @Override
    public Optional<JsonNode> record(String name) {
      return Optional.ofNullable(texts.get(name)).map(TextNode::new);
    }

    @Override
    public Optional<JsonNode> sighting(String name) {
      return record(name);
    }

    @Override
    public Set<String> takeChanged() {
      Set<String> taken = changed;
      changed = new HashSet<>();
      return taken;
    }

    @Override
    public Set<String> takeHeard() {
      Set<String> taken = heard;
      heard = new HashSet<>();
      return taken;
    }

    @Override
    public Learned learn(String name, JsonNode record, RecordAge age) {
      learned.add(age);
      texts.put(name, record.textValue());
      return Learned.TAKEN;
    }

    @Override
    public void heardElsewhere(String name, JsonNode sighting) {}

    @Override
    public void hold(Duration time) {}
  }

  /** Random characters of three bytes each, which hardly become less by compression. */
  private static String incompressible(Random random, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) (0x4e00 + random.nextInt(0x5000)));
    }
    return text.toString();
  }

  @Test
  void noValueIsTooLargeForEtcd() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 40; i++) {
      records.put("netchecker/pod-" + i, incompressible(random, 64 * 512));
    }
    List<Long> sizes = new ArrayList<>();
    exchange.tell(
        (writes, _) -> {
          sizes.add(writes.stream().mapToLong(EtcdWrite::bytes).sum());
          return new EtcdWrite.Answer(1, List.of());
        },
        new EtcdKey.ExternalHeardKey("one"),
        0);
    assertTrue(sizes.size() > 1);
    assertTrue(sizes.stream().allMatch(size -> size < LARGEST_REQUEST), () -> "" + sizes);
    assertTrue(sizes.stream().mapToLong(Long::longValue).sum() > LARGEST_REQUEST, "all are told");
  }

  @Test
  @MachineTest
  void whatWasForgottenWhileEtcdWasAwayDoesNotReturn(@TempDir Path folder) throws Exception {
    try (EtcdServer etcd = new EtcdServer(folder)) {
      etcd.start();
      try (EtcdConnection connection = new EtcdConnection(EtcdStoreTest.config(etcd))) {
        records.put(NAME, "a");
        records.put("netchecker/pod-2", "b");
        beat(connection);
        exchange.load(connection, 0);
        assertEquals(List.of(RecordAge.BEFORE_START, RecordAge.BEFORE_START), records.learned);
        // The next session tells what changed, and reads everything before it writes.
        records.forget(NAME);
        exchange.tell(
            (writes, _) -> connection.write(writes), new EtcdKey.ExternalHeardKey("one"), 0);
        records.learned.clear();
        exchange.load(connection, 0);
        assertEquals(List.of(RecordAge.UNKNOWN), records.learned);
        assertEquals(List.of("netchecker/pod-2"), records.names());
        beat(connection);
        exchange.load(connection, 0);
        assertEquals(List.of("netchecker/pod-2"), records.names(), "deleted in etcd, too");
      }
    }
  }

  private void beat(EtcdConnection connection) throws Exception {
    ExternalExchange.Sender sender = (writes, _) -> connection.write(writes);
    exchange.tell(sender, new EtcdKey.ExternalHeardKey("one"), 0);
    while (exchange.isDue()) {
      exchange.write(sender, 100, 1 << 20, 0);
    }
  }

  @Test
  void whatAnotherExporterForgotIsNotWrittenAgain() throws Exception {
    records.put(NAME, "a");
    exchange.tell(
        (_, _) -> new EtcdWrite.Answer(1, List.of()), new EtcdKey.ExternalHeardKey("one"), 0);
    exchange.write((_, _) -> new EtcdWrite.Answer(2, List.of()), 100, 1 << 20, 0);
    exchange.takeGone(NAME);
    assertFalse(exchange.isDue(), "a silent client does not return");
    records.hear(NAME);
    exchange.tell(
        (_, _) -> new EtcdWrite.Answer(3, List.of()), new EtcdKey.ExternalHeardKey("one"), 0);
    assertTrue(exchange.isDue(), "one that is heard does");
  }
}
