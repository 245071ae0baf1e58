// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

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
public final class LegacySettings {
  static final Setting<Set<LegacyConfig.Api>> API =
      new Setting<>(
          "NETCHECK_LEGACY_API",
          "k8snet,netchecker",
          new SettingType<>(
              "k8snet, netchecker or both separated by a comma, or off", LegacySettings::apis),
          "Whose clients may report as well: those of k8snet-checker and those of Mirantis"
              + " netchecker. See upgrading.md.");

  static final Setting<Boolean> METRICS =
      new Setting<>(
          "NETCHECK_LEGACY_METRICS",
          "false",
          SettingTypes.bool(),
          "Whether netchecker's ten metrics ncagent_* are served as well.");

  static final Setting<Optional<BasicCredentials>> AUTH_FILE =
      new Setting<>(
          "NETCHECK_LEGACY_AUTH_FILE",
          "",
          new SettingType<>(
              "the path of a file with one line user:password",
              text -> text.isEmpty() ? Optional.empty() : Optional.of(BasicCredentials.read(text))),
          "A file with one line user:password, which k8snet-checker's clients must then have in"
              + " their SERVER_URL. Agents of netchecker cannot send any.");

  static final Setting<List<Cidr>> ALLOWED_CIDRS =
      new Setting<>(
          "NETCHECK_LEGACY_ALLOWED_CIDRS",
          "",
          new SettingType<>(AllowedRanges.EXPECTED, Cidr::list),
          "The addresses that the predecessors' clients may come from; where empty, any. Their"
              + " health checks are answered to everybody.");

  /** All of them, in the order of the documentation. */
  public static final List<Setting<?>> ALL = List.of(API, METRICS, AUTH_FILE, ALLOWED_CIDRS);

  private LegacySettings() {}

  public static LegacyConfig read(Settings settings) {
    return new LegacyConfig(
        settings.get(API),
        settings.get(METRICS),
        settings.get(AUTH_FILE),
        settings.get(ALLOWED_CIDRS));
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
