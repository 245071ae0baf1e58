// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.auth;

import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingType;
import io.netcheck.daemon.settings.SettingTypes;
import io.netcheck.daemon.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The exporter's settings about who may send heartbeats. */
public final class AuthSettings {
  /** How agents prove who they are. */
  enum Mode {
    AUTO,
    NONE,
    TOKEN,
    CERTIFICATE,
    KUBERNETES
  }

  static final Setting<Mode> AUTH =
      new Setting<>(
          "NETCHECK_AUTH",
          "auto",
          SettingTypes.choice(Mode.class),
          "How agents authenticate: not at all, by a shared token, by client certificates, or by"
              + " their pods' tokens. auto is kubernetes in a pod that uses the Kubernetes API, else"
              + " none. See security.md.");

  static final Setting<Optional<Path>> TOKEN_FILE =
      new Setting<>(
          "NETCHECK_AUTH_TOKEN_FILE",
          "",
          new SettingType<>(
              "the path of a file",
              text -> text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text))),
          "A file with the shared token on one line. During a replacement a second line has the"
              + " previous token. Read once a second.");

  static final Setting<String> AUDIENCE =
      new Setting<>(
          "NETCHECK_AUTH_AUDIENCE",
          "netcheck-exporter",
          new SettingType<>("a word without spaces", AuthSettings::audience),
          "The audience for which the pods' tokens must be issued.");

  static final Setting<Set<String>> SERVICE_ACCOUNTS =
      new Setting<>(
          "NETCHECK_AUTH_SERVICE_ACCOUNTS",
          "",
          new SettingType<>(
              "service accounts separated by commas, such as netcheck/netcheck-agent",
              AuthSettings::accounts),
          "The service accounts that agents may use. Default: any, if NETCHECK_AGENT_SELECTOR"
              + " matches the pod.");

  static final Setting<Duration> GRACE =
      new Setting<>(
          "NETCHECK_AUTH_GRACE",
          "5m",
          SettingTypes.duration(Duration.ZERO, Duration.ofHours(1)),
          "How long a known agent is accepted without verifying its token again while the Kubernetes"
              + " API is unreachable.");

  /** All of them, in the order of the documentation. */
  public static final List<Setting<?>> ALL =
      List.of(AUTH, TOKEN_FILE, AUDIENCE, SERVICE_ACCOUNTS, GRACE);

  private AuthSettings() {}

  /**
   * @param asksKubernetes whether the exporter uses the Kubernetes API
   * @param inPod whether it does so from within a pod
   * @param verifiesClients whether the listener verifies the certificates of its clients
   */
  public static AuthConfig read(
      Settings settings, boolean asksKubernetes, boolean inPod, boolean verifiesClients) {
    Optional<Path> file = settings.get(TOKEN_FILE);
    AuthConfig.Kubernetes byPod =
        new AuthConfig.Kubernetes(
            settings.get(AUDIENCE), settings.get(SERVICE_ACCOUNTS), settings.get(GRACE));
    AuthConfig auth =
        switch (settings.get(AUTH)) {
          case AUTO -> inPod ? byPod : new AuthConfig.None();
          case NONE -> new AuthConfig.None();
          case TOKEN -> new AuthConfig.Token(file.orElse(Path.of("")));
          case CERTIFICATE -> new AuthConfig.Certificate();
          case KUBERNETES -> byPod;
        };
    check(settings, auth, asksKubernetes, verifiesClients);
    return auth;
  }

  /** What a mode cannot do without. */
  private static void check(
      Settings settings, AuthConfig auth, boolean kubernetes, boolean verifiesClients) {
    boolean byToken = auth instanceof AuthConfig.Token;
    if (byToken != settings.isGiven(TOKEN_FILE)) {
      settings.problem(
          TOKEN_FILE,
          byToken
              ? "the path of a file, because " + AUTH.key() + " is token"
              : "no value, because " + AUTH.key() + " is " + auth.mode());
    }
    if (auth instanceof AuthConfig.Token token && settings.isGiven(TOKEN_FILE)) {
      token
          .problem()
          .ifPresent(problem ->
              settings.problem(
                  TOKEN_FILE, "a file with one token, or two while it is replaced: " + problem));
    }
    if (auth instanceof AuthConfig.Kubernetes && !kubernetes) {
      settings.problem(AUTH, "another mode, or access to the Kubernetes API (NETCHECK_KUBERNETES)");
    }
    if (auth instanceof AuthConfig.Certificate && !verifiesClients) {
      settings.problem(
          AUTH,
          "another mode, or a NETCHECK_WEB_CONFIG_FILE that verifies client certificates"
              + " (client_auth_type and client_ca_file)");
    }
  }

  private static String audience(String text) {
    if (!text.matches("[!-~]{1,253}")) {
      throw new IllegalArgumentException();
    }
    return text;
  }

  private static Set<String> accounts(String text) {
    List<String> parts = SettingTypes.split(text);
    String name = "[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?";
    for (String part : parts) {
      if (!part.matches(name + "/" + name)) {
        throw new IllegalArgumentException("not namespace/name: " + part);
      }
    }
    return new LinkedHashSet<>(parts);
  }
}
