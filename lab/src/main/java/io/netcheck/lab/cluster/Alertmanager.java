// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import io.netcheck.lab.wire.LabNetwork;
import io.netcheck.lab.wire.LabRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An Alertmanager with the routing of the project at the speed of the lab. It notifies the pager.
 */
final class Alertmanager implements AutoCloseable {
  static final int PORT = 9093;

  private final ChildProcess process;

  Alertmanager(LabRun run, LabNetwork fabric, LabPlan plan) throws IOException {
    Path folder = Files.createDirectory(run.folder().resolve("alertmanager"));
    String routing = Files.readString(plan.alerts().resolve("alertmanager.yaml"));
    Path config =
        Files.writeString(
            folder.resolve("alertmanager.yaml"),
            AlertmanagerConfig.to(Pager.url(), plan.speed().rewrite(routing)));
    process =
        ChildProcess.start(
            run,
            "alertmanager",
            fabric.control(),
            List.of(
                "prometheus-alertmanager",
                "--config.file=" + config,
                "--storage.path=" + folder.resolve("data"),
                "--web.listen-address=" + LabNetwork.CONTROL + ":" + PORT,
                "--cluster.listen-address="));
  }

  @Override
  public void close() {
    process.close();
  }
}
