// SPDX-License-Identifier: Apache-2.0
package io.netcheck.server;

import io.netcheck.auth.AuthSettings;
import io.netcheck.daemon.Program;
import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingType;
import io.netcheck.etcd.EtcdStoreConfig;
import io.netcheck.exporter.ExporterSettings;
import io.netcheck.exporter.ExternalProtocol;
import io.netcheck.exporter.store.FileStoreConfig;
import io.netcheck.exporter.store.StoreFactory;
import io.netcheck.exporter.store.StoreKind;
import io.netcheck.kubernetes.KubernetesSettings;
import io.netcheck.legacy.Predecessors;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every setting of the exporter process. */
public final class ServerSettings {
  static final List<StoreKind> STORES =
      List.of(StoreKind.MEMORY, FileStoreConfig.KIND, EtcdStoreConfig.KIND);

  /** The protocol that is served in addition to Netcheck's own. */
  static final ExternalProtocol EXTERNAL = Predecessors.PROTOCOL;

  static final Setting<StoreFactory> STORE =
      new Setting<>(
          "NETCHECK_STORE",
          "memory",
          new SettingType<>(
              anyOf(STORES.stream().map(StoreKind::form).toList()), ServerSettings::store),
          "Where the exporter keeps its clients across restarts: nowhere, in a file, or in an etcd"
              + " that several exporters share. See state.md.");

  /** All of them, in the order of the documentation. */
  public static final List<Setting<?>> ALL =
      Stream.of(
              ExporterSettings.ALL,
              List.of(STORE),
              STORES.stream().flatMap(kind -> kind.settings().stream()).toList(),
              EXTERNAL.settings(),
              AuthSettings.ALL,
              KubernetesSettings.ALL,
              List.of(Program.LOG_LEVEL))
          .<Setting<?>>flatMap(List::stream)
          .toList();

  private ServerSettings() {}

  private static String anyOf(List<String> forms) {
    return String.join(", ", forms.subList(0, forms.size() - 1)) + " or " + forms.getLast();
  }

  private static StoreFactory store(String text) {
    return STORES.stream()
        .map(kind -> kind.parse(text))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(IllegalArgumentException::new);
  }
}
