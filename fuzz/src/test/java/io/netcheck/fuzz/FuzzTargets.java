// SPDX-License-Identifier: Apache-2.0
package io.netcheck.fuzz;

import io.netcheck.agent.grpc.GrpcTargets;
import io.netcheck.agent.heartbeat.HeartbeatTargets;
import io.netcheck.agent.history.HistoryTargets;
import io.netcheck.agent.kernel.KernelTargets;
import io.netcheck.agent.probe.ProbeTargets;
import io.netcheck.agent.service.ServiceTargets;
import io.netcheck.auth.AuthTargets;
import io.netcheck.cli.CommandTargets;
import io.netcheck.daemon.http.RequestTargets;
import io.netcheck.daemon.settings.SettingTargets;
import io.netcheck.daemon.tls.TlsTargets;
import io.netcheck.daemon.web.WebTargets;
import io.netcheck.etcd.EtcdTargets;
import io.netcheck.exporter.client.ClientTargets;
import io.netcheck.exporter.history.StoredHistoryTargets;
import io.netcheck.exporter.report.QueryTargets;
import io.netcheck.exporter.store.StoreTargets;
import io.netcheck.kubernetes.KubernetesTargets;
import io.netcheck.legacy.PredecessorTargets;
import io.netcheck.legacy.k8snet.K8snetTargets;
import io.netcheck.legacy.netchecker.NetcheckerTargets;
import io.netcheck.netty.NettyTargets;
import io.netcheck.protocol.ProtocolTargets;
import io.netcheck.verdict.recording.RecordingTargets;
import java.util.List;
import java.util.stream.Stream;

/** Every parser of bytes from outside. A new one belongs here. */
final class FuzzTargets {
  private FuzzTargets() {}

  static List<FuzzTarget> all() {
    return Stream.of(
            ProtocolTargets.all(),
            K8snetTargets.all(),
            PredecessorTargets.all(),
            NetcheckerTargets.all(),
            RequestTargets.all(),
            NettyTargets.all(),
            WebTargets.all(),
            TlsTargets.all(),
            SettingTargets.all(),
            AuthTargets.all(),
            QueryTargets.all(),
            ClientTargets.all(),
            StoreTargets.all(),
            EtcdTargets.all(),
            KubernetesTargets.all(),
            GrpcTargets.all(),
            HeartbeatTargets.all(),
            HistoryTargets.all(),
            StoredHistoryTargets.all(),
            KernelTargets.all(),
            ProbeTargets.all(),
            ServiceTargets.all(),
            RecordingTargets.all(),
            CommandTargets.all())
        .flatMap(List::stream)
        .toList();
  }
}
