// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import static io.netcheck.kubernetes.MockCluster.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.ClusterInventory;
import io.netcheck.exporter.client.ClusterOpinion;
import io.netcheck.exporter.client.NodeDeletion;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests with fabric8's mock of the API, behind a gate that fails as a real API does. */
@Execution(ExecutionMode.CONCURRENT)
@MachineTest
class KubernetesInventoryTest {
  /** The mock server waits up to 30 s for each watch whose connection the gate broke. */
  private static final Duration DEADLINE = Duration.ofMinutes(3);

  private static final ClientId POD_1 = new ClientId(AgentKind.POD, "n1");
  private static final ClientId HOST_1 = new ClientId(AgentKind.HOST, "n1");
  private static final ClientId POD_2 = new ClientId(AgentKind.POD, "n2");

  @TempDir Path account;
  private MockCluster cluster;
  private KubernetesInventory inventory;

  @BeforeEach
  void start() throws IOException {
    cluster = new MockCluster(account);
    cluster.add(node("n1"));
    cluster.add(node("n2"));
    cluster.add(MockCluster.pod("a1", "n1", false, "Running"));
    cluster.add(MockCluster.pod("h1", "n1", true, "Running"));
    cluster.add(MockCluster.pod("a2", "n2", false, "Running"));
  }

  @AfterEach
  void stop() throws IOException {
    inventory.close();
    cluster.close();
  }

  private void follow() {
    inventory = new KubernetesInventory(cluster.config(), ProcessClock.SYSTEM, () -> {});
  }

  private void followed() {
    follow();
    up();
    eventually(() -> assertEquals(Set.of(POD_1, HOST_1, POD_2), inventory.get().awaited()));
  }

  private ClusterOpinion standing(ClientId id) {
    return inventory.get().standing(id);
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(DEADLINE).untilAsserted(assertion);
  }

  private void up() {
    eventually(() -> assertEquals(List.of(), inventory.problems()));
  }

  private void excuse(ClientId id, String excuse) {
    eventually(() -> assertEquals(excuse, standing(id).excuse()));
  }

  /** The known state stays, and the next change is seen again. */
  private void recovers() throws IOException {
    assertTrue(standing(POD_2).exists());
    assertEquals(Set.of(POD_1, HOST_1, POD_2), inventory.get().awaited());
    cluster.gate().open();
    up();
    cluster.add(node("n3"));
    eventually(() -> assertTrue(standing(new ClientId(AgentKind.POD, "n3")).exists()));
    assertTrue(standing(POD_2).exists());
  }

  @Test
  void knowsWhereANodeIsAndWhoRunsThere() {
    followed();
    ClusterInventory.Place place = inventory.get().place("n1");
    assertTrue(place.zone().startsWith("zone-"), place::zone);
    assertTrue(place.domains().getFirst().startsWith("rack-"), place::toString);
    assertEquals(
        List.of(InetAddress.ofLiteral("10.9.0.1"), InetAddress.ofLiteral("fd00::9")),
        place.addresses());
    assertEquals(new ClusterOpinion(true, null, true, ""), standing(POD_1));
    assertEquals(
        new ClusterOpinion(true, null, false, ""), standing(new ClientId(AgentKind.HOST, "n2")));
    assertEquals(ClusterOpinion.UNKNOWN, standing(new ClientId(AgentKind.HOST, "elsewhere")));
    assertEquals(List.of(), inventory.get().overdue(System.nanoTime(), Duration.ofHours(1)));
    assertEquals(
        Set.of(POD_1, HOST_1, POD_2),
        Set.copyOf(inventory.get().overdue(System.nanoTime() + 1, Duration.ZERO)));
  }

  @Test
  void seesWhyAnAgentIsSilent() {
    followed();
    cluster.cordon("n1");
    excuse(POD_1, "its node is cordoned");
    excuse(HOST_1, "its node is cordoned");
    cluster.uncordon("n1");
    excuse(POD_1, "");
    cluster.phase("a1", "Pending");
    excuse(POD_1, "its pod is pending");
    excuse(HOST_1, "");
    cluster.terminate("a1");
    excuse(POD_1, "its pod is terminating");
    cluster.end("a1");
    excuse(POD_1, "its pod was deleted");
    cluster.add(MockCluster.pod("a1b", "n1", false, "Running"));
    excuse(POD_1, "");
    cluster.unready("n1");
    cluster.terminate("a1b");
    eventually(() -> assertEquals(Set.of(HOST_1, POD_2), inventory.get().awaited()));
    // Every pod on a lost node ends like this, and the failure of the node must be visible.
    assertEquals("", standing(POD_1).excuse());
    cluster.taint("n1", "example.com/going");
    excuse(POD_1, "its node is tainted example.com/going");
  }

  @Test
  void aDeletionIsCertainAndANodeThatComesBackIsThere() {
    followed();
    cluster.delete("n2");
    eventually(() -> assertNotNull(standing(POD_2).deletion()));
    assertTrue(standing(POD_2).deletion().certain());
    assertFalse(standing(POD_2).exists());
    assertTrue(inventory.get().isGone("n2"));
    assertFalse(inventory.get().awaited().contains(POD_2));
    cluster.add(node("n2"));
    eventually(() -> assertTrue(standing(POD_2).exists()));
    assertFalse(inventory.get().isGone("n2"));
  }

  @Test
  void afterAnOutageTheListDecides() throws IOException {
    followed();
    cluster.gate().shut();
    eventually(() -> assertEquals(2, inventory.problems().size()));
    assertTrue(
        inventory.problems().getFirst().startsWith("cannot "), inventory.problems()::toString);
    cluster.delete("n2");
    assertTrue(standing(POD_2).exists());
    cluster.gate().open();
    up();
    eventually(() -> assertFalse(standing(POD_2).exists()));
    NodeDeletion deletion = standing(POD_2).deletion();
    assertNotNull(deletion);
    assertFalse(deletion.certain());
  }

  @Test
  void anApiThatComesLaterIsFollowedThen() throws IOException {
    cluster.gate().shut();
    follow();
    eventually(
        () -> assertEquals("cannot list nodes: no connection", inventory.problems().getFirst()));
    assertEquals(ClusterInventory.NONE, inventory.get());
    cluster.gate().open();
    up();
    eventually(() -> assertTrue(standing(POD_1).exists()));
  }

  @ParameterizedTest
  @CsvSource({
    "429, 429 too many requests",
    "500, 500 server error",
    "503, 503 server error",
    "401, '401 unauthorized, the token is not accepted'",
  })
  void whatIsKnownStaysWhileTheApiFails(int status, String words) throws IOException {
    followed();
    cluster.gate().answer("GET", status, "Retry-After: 1");
    eventually(() ->
        assertEquals(
            Set.of(words),
            Set.copyOf(
                inventory.problems().stream()
                    .map(problem -> problem.replaceFirst("^cannot (list|watch) (nodes|pods): ", ""))
                    .toList())));
    recovers();
  }

  @Test
  void aMissingRightIsNamedAndTheRestGoesOn() throws IOException {
    cluster.gate().answer("/api/v1/nodes", 403);
    follow();
    eventually(() ->
        assertEquals(
            List.of("cannot list nodes: 403 forbidden, the role must allow get, list and watch"),
            inventory.problems()));
    eventually(() -> assertEquals(Set.of(POD_1, HOST_1, POD_2), inventory.get().awaited()));
    cluster.phase("a1", "Pending");
    excuse(POD_1, "its pod is pending");
    assertFalse(standing(POD_1).exists());
    cluster.gate().open();
    up();
    eventually(() -> assertTrue(standing(POD_1).exists()));
  }

  @Test
  void withoutTheRightToWatchItGoesOnListing() {
    cluster.gate().answer("watch=true", 403);
    follow();
    eventually(() -> assertTrue(standing(POD_1).exists()));
    eventually(() ->
        assertEquals(
            List.of(
                "cannot watch nodes: 403 forbidden, the role must allow get, list and watch",
                "cannot watch pods: 403 forbidden, the role must allow get, list and watch"),
            inventory.problems()));
    cluster.add(node("n3"));
    eventually(() -> assertTrue(standing(new ClientId(AgentKind.POD, "n3")).exists()));
  }

  @Test
  void aTokenThatWasReplacedIsReadAnew() throws IOException {
    followed();
    cluster.gate().answer("Bearer token-1", 401);
    eventually(() -> assertEquals(2, inventory.problems().size()));
    Files.writeString(cluster.token(), "token-2");
    up();
    cluster.delete("n2");
    eventually(() -> assertFalse(standing(POD_2).exists()));
  }

  @Test
  void watchesThatAreCutGoOn() throws IOException {
    followed();
    cluster.gate().cut();
    recovers();
  }

  @Test
  void whatIsTooOldToBeWatchedIsListedAnew() throws IOException {
    followed();
    int before = lists();
    cluster.gate().answer("watch=true", 410);
    eventually(() -> assertTrue(lists() > before + 1));
    // A refused watch follows each list: a pause between them limits the load.
    assertTrue(lists() < before + 10, () -> lists() + " lists");
    recovers();
  }

  @Test
  void aWatchThatFindsItselfTooOldIsListedAnew() throws IOException {
    followed();
    int before = lists();
    cluster.gate().expire();
    eventually(() -> assertTrue(lists() > before));
    recovers();
  }

  private int lists() {
    return (int)
        cluster.gate().requests().stream().filter(it -> it.contains("nodes?limit=100")).count();
  }

  @Test
  void anEmptyListOfNodesIsNotBelieved() throws IOException {
    followed();
    cluster.listsNoNodes();
    cluster.gate().answer("watch=true", 410);
    eventually(() ->
        assertTrue(
            inventory.problems().contains("the list of nodes is empty, which is not believed"),
            () -> inventory.problems() + " after " + lists() + " lists"));
    recovers();
  }

  @ParameterizedTest
  @CsvSource({"500", "410"})
  void aListThatBreaksOffSaysNothing(int status) throws IOException {
    followed();
    int before = lists();
    cluster.gate().answer("watch=true", 410);
    cluster.gate().answer("continue=", status);
    cluster.gate().answerBody("nodes?limit=100", 200, ApiGate.nodes("more", "n1"));
    eventually(() -> assertTrue(lists() > before + 1));
    recovers();
  }

  @Test
  void anApiThatSwallowsEverythingIsNoticed() throws IOException {
    followed();
    cluster.gate().swallow();
    eventually(() ->
        assertTrue(
            inventory.problems().contains("cannot list nodes: no answer in time"),
            inventory.problems()::toString));
    recovers();
  }
}
