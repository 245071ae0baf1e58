// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netcheck.lab.wire.LabNetwork;
import io.netcheck.lab.wire.LabNode;
import io.netcheck.lab.wire.LabRun;
import io.netcheck.lab.wire.PacketFilter;
import io.netcheck.protocol.AgentKind;
import io.netcheck.report.Report;
import io.netcheck.report.ReportJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A whole cluster and its monitoring: nodes in network namespaces with real agents, and one more
 * namespace with the exporter, Prometheus, Alertmanager, a name server and a pager. Needs root.
 * {@link #close} removes everything that the lab created. If this process is killed, the next lab
 * removes it.
 */
public final class Lab implements AutoCloseable {
  public static final int EXPORTER_PORT = 8080;

  /** The default of the agents' TEST_PORT. */
  private static final int KUBELET_PORT = 10_250;

  /** The names that the agents look up. */
  public static final List<String> NAMES = List.of("netcheck.lab.test", "web.lab.test");

  /** The address of every name that the agents look up. */
  private static final Optional<InetAddress> LOOKED_UP =
      Optional.of(InetAddress.ofLiteral("10.231.0.99"));

  private static final Duration PAUSE = Duration.ofMillis(250);

  private static final Duration READY = Duration.ofMinutes(2);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final LabPlan plan;
  private final CloseStack parts;
  private final LabRun run;
  private final Launcher launcher;
  private final LabNetwork fabric;
  private final PacketFilter filter;
  private final Pager pager;
  private final NameServer names;
  private final WebService web;
  private final AgentProcesses agents;
  private final Prometheus prometheus;
  private ChildProcess exporter;

  private Lab(LabPlan plan, CloseStack parts) throws IOException {
    this.plan = plan;
    this.parts = parts;
    run = parts.add(LabRun.begin());
    launcher = new Launcher(plan.root());
    fabric = new LabNetwork(run, plan.nodes());
    filter = new PacketFilter(fabric);
    pager = parts.add(new Pager(fabric.control()));
    names = parts.add(new NameServer(fabric.control(), LabNetwork.CONTROL, _ -> LOOKED_UP));
    web = parts.add(new WebService(fabric.control()));
    for (LabNode node : fabric.nodes()) {
      parts.add(new OpenPort(node.host(), KUBELET_PORT));
    }
    exporter = exporter(run, launcher, fabric);
    agents = parts.add(new AgentProcesses(run, plan, launcher));
    for (LabNode node : fabric.nodes()) {
      agents.start(AgentKind.HOST, node);
      agents.start(AgentKind.POD, node);
    }
    parts.add(new Alertmanager(run, fabric, plan));
    prometheus = parts.add(new Prometheus(run, fabric, plan));
  }

  /** Removes what killed labs have left and starts a new lab, which needs some time to settle. */
  public static Lab start(LabPlan plan) throws IOException {
    LabRun.sweep();
    CloseStack parts = new CloseStack();
    try {
      return new Lab(plan, parts);
    } catch (IOException | RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private static ChildProcess exporter(LabRun run, Launcher launcher, LabNetwork fabric)
      throws IOException {
    List<String> command = new ArrayList<>(launcher.exporter());
    command.addAll(
        List.of("--http-address=" + LabNetwork.CONTROL, "--cluster=lab", "--report-interval=0"));
    return ChildProcess.start(run, "exporter", fabric.control(), command);
  }

  public void startExporter() throws IOException {
    exporter = exporter(run, launcher, fabric);
  }

  public void killExporter() throws IOException {
    exporter.kill();
  }

  /** Replaces the exporter by one that remembers nothing. */
  public void replaceExporter() throws IOException {
    killExporter();
    startExporter();
  }

  public LabPlan plan() {
    return plan;
  }

  /**
   * @param number starts at 1
   */
  public LabNode node(int number) {
    return fabric.node(number);
  }

  public List<LabNode> nodes() {
    return fabric.nodes();
  }

  /**
   * @param letter {@code a} for zone-a
   */
  public List<LabNode> zone(char letter) {
    return nodes().stream()
        .filter(node -> plan.zone(node.number()).equals("zone-" + letter))
        .toList();
  }

  public LabNetwork fabric() {
    return fabric;
  }

  public PacketFilter filter() {
    return filter;
  }

  public AgentProcesses agents() {
    return agents;
  }

  public NameServer names() {
    return names;
  }

  public WebService web() {
    return web;
  }

  public Prometheus prometheus() {
    return prometheus;
  }

  public Pager pager() {
    return pager;
  }

  /** Sends a GET request to the part from within the lab, and returns the answer. */
  public String get(HttpComponent part, String pathAndQuery) throws IOException {
    return get(part.address(), pathAndQuery);
  }

  /** The metrics of an agent. */
  public String scrape(AgentKind kind, LabNode node) throws IOException {
    return get(AgentProcesses.address(kind, node), "/metrics");
  }

  public Report report() throws IOException {
    return ReportJson.read(get(HttpComponent.EXPORTER, "/report").getBytes(UTF_8));
  }

  /** The pending and firing alerts, from the API of Prometheus. */
  public JsonNode alerts() throws IOException {
    return JSON.readTree(get(HttpComponent.PROMETHEUS, "/api/v1/alerts"))
        .path("data")
        .path("alerts");
  }

  /** Lists the problems: agents that are missing, links that are down, alerts that are pending. */
  public List<String> complaints() {
    return ClusterHealth.complaints(this);
  }

  /**
   * Waits until there are no problems.
   *
   * @throws IOException with the problems that remain
   */
  public void awaitWell(Duration patience) throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (List<String> last = complaints(); !last.isEmpty(); last = complaints()) {
      if (System.nanoTime() - start > patience.toNanos()) {
        throw new IOException("not healthy after " + patience + ": " + last);
      }
      Thread.sleep(PAUSE);
    }
  }

  /** Waits until the agent probes its peers. */
  public void awaitReady(AgentKind kind, LabNode node) throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!isReady(kind, node)) {
      if (System.nanoTime() - start > READY.toNanos()) {
        throw new IOException("agent " + kind + "/" + node.name() + " is not ready after " + READY);
      }
      Thread.sleep(PAUSE);
    }
  }

  private boolean isReady(AgentKind kind, LabNode node) {
    try {
      return !get(AgentProcesses.address(kind, node), "/-/ready").isEmpty();
    } catch (IOException _) {
      return false; // 503, or not there yet
    }
  }

  private String get(String address, String pathAndQuery) throws IOException {
    URI uri = URI.create("http://" + address + pathAndQuery);
    return new String(fabric.control().call(HttpGet.TIMEOUT, () -> HttpGet.get(uri)), UTF_8);
  }

  @Override
  public void close() throws IOException {
    parts.close();
  }
}
