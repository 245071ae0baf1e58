// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netcheck.lab.wire.LabNetwork;
import io.netcheck.lab.wire.LabNode;
import io.netcheck.lab.wire.LabRun;
import io.netcheck.protocol.AgentKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** A Prometheus that scrapes the cluster, with the rules of the project at the speed of the lab. */
public final class Prometheus implements AutoCloseable {
  static final int PORT = 9090;

  private final LabRun run;
  private final LabNetwork fabric;
  private final Path folder;
  private ChildProcess process;

  Prometheus(LabRun run, LabNetwork fabric, LabPlan plan) throws IOException {
    this.run = run;
    this.fabric = fabric;
    this.folder = Files.createDirectory(run.folder().resolve("prometheus"));
    Path rules = Files.createDirectory(folder.resolve("rules"));
    for (Path file : ruleFiles(plan)) {
      Files.writeString(
          rules.resolve(file.getFileName()), plan.speed().rewrite(Files.readString(file)));
    }
    Files.writeString(
        folder.resolve("prometheus.yaml"),
        """
        global:
          scrape_interval: %1$s
          scrape_timeout: %1$s
          evaluation_interval: %1$s
        rule_files: ['rules/*.yaml']
        alerting:
          alertmanagers:
            - static_configs: [{targets: ['%2$s:%3$d']}]
        scrape_configs:
          - job_name: netcheck-exporter
            static_configs:
              - targets: ['%2$s:%4$d']
                labels: {cluster: lab}
          - job_name: netcheck-agent
            file_sd_configs: [{files: ['agents.json']}]
        """
            .formatted(
                PromDuration.format(plan.speed().scrape()),
                LabNetwork.CONTROL,
                Alertmanager.PORT,
                Lab.EXPORTER_PORT));
    scrape(fabric.nodes());
    process = start();
  }

  private static List<Path> ruleFiles(LabPlan plan) throws IOException {
    try (Stream<Path> files = Files.list(plan.alerts().resolve("rules"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private ChildProcess start() throws IOException {
    return ChildProcess.start(
        run,
        "prometheus",
        fabric.control(),
        List.of(
            "prometheus",
            "--config.file=" + folder.resolve("prometheus.yaml"),
            "--storage.tsdb.path=" + folder.resolve("data"),
            "--web.listen-address=" + LabNetwork.CONTROL + ":" + PORT,
            "--log.level=warn"));
  }

  /** Scrapes the agents of these nodes from now on, as service discovery would tell it. */
  public void scrape(Collection<LabNode> nodes) throws IOException {
    ArrayNode groups = JsonNodeFactory.instance.arrayNode();
    for (LabNode node : nodes) {
      for (AgentKind kind : AgentKind.values()) {
        ObjectNode group = groups.addObject();
        group.putArray("targets").add(AgentProcesses.address(kind, node));
        group
            .putObject("labels")
            .put("cluster", "lab")
            .put("node", node.name())
            .put("kind", kind.label());
      }
    }
    Path written = Files.writeString(folder.resolve("agents.json.new"), groups.toString());
    Files.move(written, folder.resolve("agents.json"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Stops it gracefully and starts it again with the same data. */
  public void restart() throws IOException {
    process.terminate();
    process = start();
  }

  @Override
  public void close() {
    process.close();
  }
}
