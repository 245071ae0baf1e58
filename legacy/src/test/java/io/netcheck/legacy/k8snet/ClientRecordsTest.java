// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.client.RegistryConfig;
import io.netcheck.exporter.client.SharedClients.Learned;
import io.netcheck.exporter.store.RecordAge;
import io.netcheck.protocol.AllowedRanges;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What two exporters know of k8snet-checker's clients, with their records carried by hand. */
class ClientRecordsTest {
  private static final InetAddress FROM = InetAddress.ofLiteral("10.1.0.1");
  private static final String NAME = "k8snet/ns%2F1/c1";

  private final TestClock clock = new TestClock();
  private final ClientTable one = table();
  private final ClientTable two = table();
  private final ClientRecords from = new ClientRecords(one);
  private final ClientRecords to = new ClientRecords(two);

  private ClientTable table() {
    return new ClientTable(
        new RegistryConfig(
            Duration.ofSeconds(15), Duration.ofMinutes(10), 100, AllowedRanges.PRIVATE),
        clock);
  }

  private static void hear(ClientTable table, String node) {
    assertEquals(
        Optional.empty(),
        table.hear(new NodeInfo("ns/1", node, "10.1.0.1", "c1", Optional.empty()), FROM));
  }

  private JsonNode record() {
    return from.record(NAME).orElseThrow();
  }

  @Test
  void aClientIsKnownElsewhereAsLongAsAnyExporterHearsIt() throws Exception {
    hear(one, "10.0.0.1");
    assertEquals(Set.of(NAME), from.takeChanged());
    assertEquals(Learned.TAKEN, to.learn(NAME, record(), RecordAge.FRESH));
    assertEquals(List.of("10.0.0.1"), two.directory().hosts());
    for (int i = 0; i < 5; i++) {
      clock.advance(Duration.ofSeconds(10));
      hear(one, "10.0.0.1");
      assertEquals(Set.of(NAME), from.takeHeard());
      to.heardElsewhere(NAME, from.sighting(NAME).orElseThrow());
    }
    assertEquals(Set.of(), from.takeChanged(), "nothing but times changed");
    assertEquals(List.of("10.0.0.1"), two.directory().hosts());
    clock.advance(Duration.ofSeconds(15));
    assertEquals(1, two.directory().clients());
    clock.advance(Duration.ofMillis(1));
    assertEquals(0, two.directory().clients(), "its own time has passed");
    clock.advance(Duration.ofMinutes(10));
    assertEquals(Optional.empty(), to.record(NAME));
    assertEquals(Set.of(NAME), to.takeChanged(), "its record is deleted");
  }

  @Test
  void otherAddressesReplaceTheOldOnesEverywhere() throws Exception {
    hear(one, "10.0.0.1");
    JsonNode old = record();
    to.learn(NAME, old, RecordAge.FRESH);
    from.takeChanged();
    hear(one, "10.0.0.2");
    assertEquals(Set.of(NAME), from.takeChanged());
    assertEquals(Learned.TAKEN, to.learn(NAME, record(), RecordAge.FRESH));
    assertEquals(List.of("10.0.0.2"), two.directory().hosts());
    assertTrue(two.directory().departed().containsKey("10.0.0.1"), "results about it end");
    assertEquals(Learned.AHEAD, from.learn(NAME, old, RecordAge.FRESH));
    assertEquals(List.of("10.0.0.2"), one.directory().hosts());
  }

  @Test
  void aLaterHeartbeatCountsAlsoIfFewerWereCountedElsewhere() throws Exception {
    hear(one, "10.0.0.1");
    to.learn(NAME, record(), RecordAge.FRESH);
    hear(two, "10.0.0.1");
    hear(two, "10.0.0.1");
    clock.advance(Duration.ofSeconds(14));
    hear(one, "10.0.0.1");
    to.heardElsewhere(NAME, from.sighting(NAME).orElseThrow());
    clock.advance(Duration.ofSeconds(10));
    assertEquals(1, two.directory().clients());
  }

  @Test
  void aClientOfAnotherExporterDoesNotAgeWhileThatCannotBeHeard() throws Exception {
    hear(one, "10.0.0.1");
    to.learn(NAME, record(), RecordAge.FRESH);
    clock.advance(Duration.ofSeconds(14));
    to.hold(Duration.ofSeconds(14));
    clock.advance(Duration.ofSeconds(10));
    assertEquals(1, two.directory().clients());
    assertEquals(0, one.directory().clients());
  }

  @Test
  void aRecordThatIsFoundAgainDoesNotReviveASilentClient() throws Exception {
    hear(one, "10.0.0.1");
    JsonNode stored = record();
    to.learn(NAME, stored, RecordAge.FRESH);
    clock.advance(Duration.ofMinutes(5));
    assertEquals(0, one.directory().clients());
    assertEquals(Learned.TAKEN, to.learn(NAME, stored, RecordAge.UNKNOWN));
    assertEquals(0, two.directory().clients());
    // A later heartbeat is a sign of life.
    hear(one, "10.0.0.1");
    assertEquals(Learned.TAKEN, to.learn(NAME, record(), RecordAge.UNKNOWN));
    assertEquals(1, two.directory().clients());
  }

  @Test
  void aRecordIsWrittenAgainWhenItsClientFallsSilent() throws Exception {
    hear(one, "10.0.0.1");
    from.takeChanged();
    clock.advance(Duration.ofSeconds(16));
    assertEquals(0, one.directory().clients());
    assertEquals(Set.of(NAME), from.takeChanged());
    clock.advance(Duration.ofSeconds(16));
    assertEquals(0, one.directory().clients());
    assertEquals(Set.of(), from.takeChanged(), "once");
    ClientTable next = table();
    new ClientRecords(next).learn(NAME, record(), RecordAge.BEFORE_START);
    assertEquals(0, next.directory().clients(), "after a restart");
  }

  @Test
  void resultsThatAreFoundAgainAreNotRenewed() throws Exception {
    ResultTable hosts = new ResultTable(10);
    ResultRow row = row(1_000);
    assertTrue(hosts.put(row, 0));
    assertTrue(hosts.learn(row(2_000), 0, RecordAge.UNKNOWN));
    assertEquals(1_000, hosts.bySource().get("10.1.0.1").heardNanos());
    assertTrue(hosts.learn(row(2_000), 0, RecordAge.FRESH));
    assertEquals(2_000, hosts.bySource().get("10.1.0.1").heardNanos());
  }

  private static ResultRow row(long heardNanos) {
    return new ResultRow(
        "10.1.0.1",
        new String[] {"10.0.0.2"},
        new String[] {"ok"},
        new String[] {"open"},
        new long[] {1},
        Optional.empty(),
        heardNanos);
  }

  @Test
  void aBadRecordIsNamedOrRefused() throws Exception {
    hear(one, "10.0.0.1");
    ObjectNode good = (ObjectNode) record();
    assertEquals(
        "\"namespace\" and \"pod_name\" must be the name of the record",
        problem(good.deepCopy().put("pod_name", "c2")));
    assertEquals("\"heard_at\" is missing", problem(good.deepCopy().putNull("heard_at")));
    assertTrue(problem(good.deepCopy().put("sent_at", "now")).startsWith("\"sent_at\" is no time"));
    assertEquals(
        Learned.REFUSED,
        to.learn(NAME, good.deepCopy().put("node_ip", "8.8.8.8"), RecordAge.FRESH));
    assertEquals(0, two.directory().clients());
  }

  private String problem(JsonNode record) {
    return String.valueOf(
        assertThrows(IOException.class, () -> to.learn(NAME, record, RecordAge.FRESH))
            .getMessage());
  }
}
