// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.netcheck.dashboards.PrometheusApi.Range;
import io.netcheck.lab.cluster.HttpComponent;
import io.netcheck.lab.cluster.Lab;
import io.netcheck.lab.cluster.LabPlan;
import io.netcheck.lab.cluster.SpeedFactor;
import io.netcheck.lab.wire.PacketMatch;
import io.netcheck.report.ReportStatus;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Every query returns data from the Prometheus of a real cluster: in a healthy cluster, or with a
 * fault if the query shows faults.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("a cluster many times faster than real needs the machine")
@MachineTest
class LiveTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration PAST = Duration.ofMinutes(2);
  private static final List<String> NETWORKS = List.of("pod", "node", "host");

  /** Queries that show faults. They are empty in a healthy cluster, and their panels say so. */
  private static final Set<String> IN_TROUBLE =
      Set.of(
          "overview.json: State A",
          "overview.json: Faults A",
          "overview.json: Firing alerts A",
          "node.json: Faults of the node A",
          "links.json: Links down A",
          "links.json: Down one way only A",
          "links.json: Full-size packets lost, small ones answered A",
          "links.json: Most changes A");

  /** The query that shows a healthy cluster. */
  private static final String IN_HEALTH = "overview.json: State B";

  /** The query that shows an unknown state. */
  private static final String UNWATCHED = "overview.json: State C";

  /** A service is told by its IP family only where a name has addresses of both. */
  private static final Map<String, Set<String>> OPTIONAL_LABELS =
      Map.of("node.json: Services A", Set.of("ip_family"));

  private final Set<String> emptyInHealth = new TreeSet<>();
  private final Set<String> emptyInTrouble = new TreeSet<>();
  private final Set<String> withoutLabel = new TreeSet<>();
  private Lab lab;
  private PrometheusApi api;

  @BeforeAll
  void watchAClusterInHealthAndInTrouble() throws IOException {
    TestRequirements.tools("ip", "iptables", "prometheus", "prometheus-alertmanager");
    TestRequirements.root();
    lab = Lab.start(LabPlan.of(LabPlan.projectRoot(), new SpeedFactor(15)));
    api = new PrometheusApi(pathAndQuery -> lab.get(HttpComponent.PROMETHEUS, pathAndQuery));
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> lab.report().status() == ReportStatus.HEALTHY);
    until(emptyInHealth, and(IN_TROUBLE, UNWATCHED));

    lab.filter().drop(List.of(lab.node(1)), List.of(lab.node(3)), PacketMatch.QUESTIONS);
    lab.filter().dropArriving(lab.node(5), PacketMatch.above(1_400));

    until(emptyInTrouble, Set.of(IN_HEALTH, UNWATCHED));
  }

  private static Set<String> and(Set<String> some, String another) {
    Set<String> all = new TreeSet<>(some);
    all.add(another);
    return all;
  }

  /** Runs all queries until only those are empty that may be empty. */
  private void until(Set<String> empty, Set<String> mayBeEmpty) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(() -> {
          empty.clear();
          withoutLabel.clear();
          for (Dashboard dashboard : Dashboard.all()) {
            for (Query query : dashboard.queries()) {
              ask(query, empty);
            }
          }
          Set<String> wrong = new TreeSet<>(empty);
          wrong.removeAll(mayBeEmpty);
          assertEquals(Set.of(), wrong);
        });
  }

  private void ask(Query query, Set<String> empty) throws IOException, InterruptedException {
    for (Scope scope : scopes(query)) {
      Instant now = Instant.now();
      List<Map<String, String>> all =
          api.series(query, scope, new Range(now.minus(PAST), now, Duration.ofSeconds(5)));
      if (all.isEmpty()) {
        empty.add(query.toString());
      }
      for (Map<String, String> labels : all) {
        Set<String> missing = new TreeSet<>(query.labels());
        missing.removeAll(labels.keySet());
        missing.removeAll(OPTIONAL_LABELS.getOrDefault(query.toString(), Set.of()));
        if (!missing.isEmpty()) {
          withoutLabel.add(query + " " + missing + ": " + labels);
        }
      }
    }
  }

  /** A panel that repeats by network exists once for each network. */
  private List<Scope> scopes(Query query) {
    String node =
        query.panel().dashboard().uid().equals("netcheck-node") ? lab.node(3).name() : ".*";
    Scope all = Scope.all("lab", node).with("__rate_interval", "10s").with("__range", "2m");
    return query.panel().json().has("repeat")
        ? NETWORKS.stream().map(network -> all.with("network", network)).toList()
        : List.of(all);
  }

  @AfterAll
  void end() throws IOException {
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  void inHealthNoneIsEmptyButThoseThatAskForTrouble() {
    assertTrue(and(IN_TROUBLE, UNWATCHED).containsAll(emptyInHealth), emptyInHealth::toString);
    assertTrue(emptyInHealth.contains("overview.json: State A"), "there was no fault yet");
  }

  @Test
  void inTroubleNoneIsEmptyButTheSentencesOfOtherTimes() {
    assertEquals(Set.of(IN_HEALTH, UNWATCHED), emptyInTrouble);
  }

  @Test
  void withoutAnExporterTheStateIsUnknown() throws IOException, InterruptedException {
    Instant now = Instant.now();
    List<String> said = new ArrayList<>();
    for (Query query : Dashboard.of(Dashboard.folder().resolve("overview.json")).queries()) {
      if (query.panel().title().equals("State")
          && !api.series(query, Scope.all("nowhere", ".*"), new Range(now, now, PAST)).isEmpty()) {
        said.add(query.toString());
      }
    }
    assertEquals(List.of(UNWATCHED), said);
  }

  @Test
  void everyLabelOfEveryLegendIsThere() {
    assertEquals(Set.of(), withoutLabel);
  }

  @Test
  void everyVariableHasValues() throws IOException, InterruptedException {
    Scope scope = Scope.all("lab", ".*");
    for (Dashboard dashboard : Dashboard.all()) {
      for (JsonNode variable : dashboard.variables()) {
        Matcher query = PromQlTest.LABEL_VALUES.matcher(variable.path("query").asText());
        if (query.matches()) {
          assertFalse(
              api.labelValues(scope.into(query.group(1)), query.group(2)).isEmpty(),
              () -> dashboard + " " + variable.path("name"));
        }
      }
    }
  }

  @Test
  void theFiringAlertsAreThereToMarkTheCharts() throws IOException, InterruptedException {
    for (Dashboard dashboard : Dashboard.all()) {
      String query = Scope.all("lab", ".*").into(dashboard.annotations().getFirst());
      assertFalse(api.labelValues(query, "alertname").isEmpty(), dashboard::toString);
    }
  }
}
