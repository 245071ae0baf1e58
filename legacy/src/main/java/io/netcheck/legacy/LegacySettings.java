// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import io.netcheck.daemon.settings.ExporterAddress;
import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingType;
import io.netcheck.daemon.settings.SettingTypes;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.protocol.AllowedRanges;
import io.netcheck.protocol.Cidr;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The settings of the predecessors' APIs. */
final class LegacySettings {
  static final Setting<Set<LegacyConfig.Api>> API =
      new Setting<>(
          "NETCHECK_LEGACY_API",
          "k8snet,netchecker",
          new SettingType<>(
              "k8snet, netchecker or both separated by a comma, or off", LegacySettings::apis),
          "The predecessors whose clients may report: k8snet-checker and Mirantis netchecker. See"
              + " upgrading.md.");

  static final Setting<Boolean> METRICS =
      new Setting<>(
          "NETCHECK_LEGACY_METRICS",
          "false",
          SettingTypes.bool(),
          "Whether the exporter also serves netchecker's ten metrics ncagent_*.");

  static final Setting<Optional<BasicCredentials>> AUTH_FILE =
      new Setting<>(
          "NETCHECK_LEGACY_AUTH_FILE",
          "",
          new SettingType<>(
              "the path of a file with one line user:password",
              text -> text.isEmpty() ? Optional.empty() : Optional.of(BasicCredentials.read(text))),
          "The user and password that k8snet-checker's clients must have in their SERVER_URL."
              + " netchecker's agents cannot send any.");

  static final Setting<List<Cidr>> ALLOWED_CIDRS =
      new Setting<>(
          "NETCHECK_LEGACY_ALLOWED_CIDRS",
          "",
          new SettingType<>(AllowedRanges.EXPECTED, Cidr::list),
          "The source addresses from which the predecessors' clients may report. Default: any. Their"
              + " health checks are open to all addresses.");

  static final Setting<List<ExporterAddress>> EXPORTERS =
      new Setting<>(
          "NETCHECK_LEGACY_EXPORTERS",
          "",
          ExporterAddress.list(),
          "The names of all exporters, where each has its own memory. What a predecessor's client"
              + " reports to this one is passed on once to each of the others, over HTTP. Default: to"
              + " none.");

  /** All of them, in the order of the documentation. */
  static final List<Setting<?>> ALL = List.of(API, METRICS, AUTH_FILE, ALLOWED_CIDRS, EXPORTERS);

  private LegacySettings() {}

  static LegacyConfig read(Settings settings) {
    return new LegacyConfig(
        settings.get(API),
        settings.get(METRICS),
        settings.get(AUTH_FILE),
        settings.get(ALLOWED_CIDRS),
        settings.get(EXPORTERS));
  }

  private static Set<LegacyConfig.Api> apis(String text) {
    if (text.equals("off")) {
      return Set.of();
    }
    Set<LegacyConfig.Api> apis = EnumSet.noneOf(LegacyConfig.Api.class);
    SettingType<LegacyConfig.Api> form = SettingTypes.choice(LegacyConfig.Api.class);
    SettingTypes.split(text).forEach(part -> apis.add(form.parser().parse(part)));
    if (apis.isEmpty()) {
      throw new IllegalArgumentException();
    }
    return apis;
  }
}
