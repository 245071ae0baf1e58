// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.daemon.AddressKey;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.Answer;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.RegistryConfig;
import io.netcheck.exporter.store.ExternalRecords;
import io.netcheck.report.ReportSection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Answers clients of k8snet-checker, and programs that query it, as its own server did. {@code
 * docs/upgrading.md} names every difference.
 */
public final class K8snetApi {
  /** A heartbeat has 150 bytes. */
  private static final int MAX_HEARTBEAT_BYTES = 64 * 1024;

  /** A result has 200 bytes. */
  private static final int MAX_RESULTS_BYTES = 8 * 1024 * 1024;

  private static final String HEALTH = "/api/v1/health";

  private final K8snetTables tables;
  private final K8snetClients view;
  private final Predicate<RequestHead> admitted;
  private final Predicate<RequestHead> authorized;
  private final Map<String, Answer.Handled> posts;
  private final Map<String, Answer> gets;

  /**
   * @param admitted whether the address of a request is allowed
   * @param authorized whether the credentials of a request are right
   * @param taken called for every heartbeat that counts
   * @param rejected called with the reason if a heartbeat or a set of results does not count
   */
  public K8snetApi(
      RegistryConfig config,
      ProcessClock clock,
      Predicate<RequestHead> admitted,
      Predicate<RequestHead> authorized,
      Runnable taken,
      Consumer<String> rejected) {
    this.admitted = admitted;
    this.authorized = authorized;
    this.tables = K8snetTables.of(config, clock);
    this.view = new K8snetClients(tables);
    PostHandler intake = new PostHandler(tables, config.maxClients(), taken, rejected);
    ResultReader readings = new ResultReader(tables, clock::instant);
    ClientTable clients = tables.clients();
    this.posts =
        Map.of(
            "/api/v1/heartbeat", quick(MAX_HEARTBEAT_BYTES, intake::heartbeat),
            "/api/v1/test-results/hosts", answered(MAX_RESULTS_BYTES, intake::hosts),
            "/api/v1/test-results/pods", answered(MAX_RESULTS_BYTES, intake::pods),
            "/api/v1/test-results/service", quick(MAX_HEARTBEAT_BYTES, intake::service));
    this.gets =
        Map.of(
            HEALTH,
            quick(0, _ -> K8snetResponses.HEALTHY),
            "/api/v1/hosts",
            answered(0, _ -> K8snetResponses.addresses("host_ips", clients.directory().hosts())),
            "/api/v1/pods",
            answered(0, _ -> K8snetResponses.addresses("pod_ips", clients.directory().pods())),
            "/api/v1/clients/count",
            answered(0, _ -> K8snetResponses.count(clients.directory().clients())),
            "/api/v1/test-results/hosts",
            readings.hosts(),
            "/api/v1/test-results/pods",
            readings.pods(),
            "/api/v1/test-results/service",
            readings.services(),
            "/api/v1/results",
            readings.everything());
  }

  private static Answer.Handled answered(int maxBody, RequestHandler handler) {
    return new Answer.Handled(maxBody, handler, K8snetResponses::refusal);
  }

  private static Answer.Handled quick(int maxBody, RequestHandler handler) {
    return answered(maxBody, RequestHandler.quick(handler));
  }

  /** All paths of this API. */
  public Set<String> paths() {
    Set<String> paths = new TreeSet<>(gets.keySet());
    paths.addAll(posts.keySet());
    return paths;
  }

  /**
   * The handler of a request; empty if this API does not have the path. Like k8snet-checker, it
   * knows neither status 405 nor the method HEAD.
   */
  public Optional<Answer> answer(RequestHead head) {
    String path = head.path();
    Map<String, ? extends Answer> branches =
        switch (head.method()) {
          case "GET" -> gets;
          case "POST" -> posts;
          default -> Map.of();
        };
    Answer branch = branches.get(path);
    if (branch == null) {
      String shorter = path.endsWith("/") ? path.substring(0, path.length() - 1) : "";
      return branches.containsKey(shorter)
          ? Optional.of(quick(0, _ -> K8snetResponses.moved(head.method(), shorter, head.query())))
          : Optional.empty();
    }
    if (path.equals(HEALTH)) {
      return Optional.of(branch);
    }
    if (!admitted.test(head)) {
      return Optional.of(quick(0, _ -> K8snetResponses.forbidden()));
    }
    return Optional.of(
        authorized.test(head) ? branch : quick(0, _ -> K8snetResponses.unauthorized()));
  }

  /** What a store must carry, by the first part of the names. */
  public Map<String, ExternalRecords> records() {
    return Map.of(
        ClientRecords.PROTOCOL, new ClientRecords(tables.clients()),
        ResultRecords.HOSTS, new ResultRecords(ResultRecords.HOSTS, tables, tables.hosts()),
        ResultRecords.PODS, new ResultRecords(ResultRecords.PODS, tables, tables.pods()),
        ServiceRecords.PROTOCOL, new ServiceRecords(tables));
  }

  /** Drops results that are no longer valid. Must be called about once a second. */
  public void tick() {
    tables.sweep();
  }

  /**
   * The clients, converted to clients of the exporter.
   *
   * @param names of nodes by their addresses, as far as other agents reported them
   */
  public List<Client> clients(Map<AddressKey, String> names) {
    return view.snapshot(new NodeNames(names));
  }

  /** The section that k8snet-checker's server printed regularly; empty without clients. */
  public Optional<ReportSection> section() {
    return K8snetSection.section(tables);
  }
}
