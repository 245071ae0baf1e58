// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingType;
import io.netcheck.daemon.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The exporter's settings about which agents may send heartbeats. */
public final class AuthSettings {
  static final String AUTH_KEY = "NETCHECK_AUTH";
  private static final String AUTO = "auto";

  /** The mode; empty for {@code auto}. */
  static final Setting<Optional<AuthMode>> AUTH =
      new Setting<>(
          AUTH_KEY,
          AUTO,
          new SettingType<>(
              "one of "
                  + Stream.concat(Stream.of(AUTO), AuthConfig.modes().stream().map(AuthMode::name))
                      .collect(Collectors.joining(", ")),
              AuthSettings::mode),
          "How agents authenticate: not at all, by a shared token, by client certificates, or by"
              + " their pods' tokens. auto is kubernetes in a pod that uses the Kubernetes API,"
              + " else none. See security.md.");

  /** All of them, in the order of the documentation. */
  public static final List<Setting<?>> ALL =
      Stream.concat(Stream.of(AUTH), AuthConfig.modes().stream().flatMap(AuthMode::settings))
          .toList();

  private AuthSettings() {}

  private static Optional<AuthMode> mode(String text) {
    if (text.equalsIgnoreCase(AUTO)) {
      return Optional.empty();
    }
    return Optional.of(
        AuthConfig.modes().stream()
            .filter(mode -> mode.name().equalsIgnoreCase(text))
            .findFirst()
            .orElseThrow(IllegalArgumentException::new));
  }

  /** Reads the settings, and notes what is wrong with them in {@code environment}. */
  public static AuthConfig read(Settings settings, AuthConfig.Environment environment) {
    AuthMode chosen =
        settings
            .get(AUTH)
            .orElse(environment.inPod() ? AuthConfig.Kubernetes.MODE : AuthConfig.None.MODE);
    ALL.forEach(settings::get); // also those of other modes, so that every wrong value is noted
    AuthConfig config = chosen.reader().apply(settings);
    AuthConfig.modes().forEach(mode -> mode.check(settings, chosen));
    config
        .problem(environment)
        .ifPresent(problem -> settings.problem(problem.setting(), problem.expected()));
    return config;
  }
}
