// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.files.ReadFiles;
import io.netcheck.daemon.http.SharedTokens;
import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingType;
import io.netcheck.daemon.settings.SettingTypes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How agents prove their identity: a mode with its settings, its checks and its authenticator. A
 * new mode is a new record here that {@link #modes} lists.
 */
public sealed interface AuthConfig {
  /** All modes, in the order of the documentation. */
  static List<AuthMode> modes() {
    return List.of(None.MODE, Token.MODE, Certificate.MODE, Kubernetes.MODE);
  }

  /** The name of the mode in settings and metrics. */
  String mode();

  /**
   * Makes the authenticator.
   *
   * @throws io.netcheck.daemon.StartException if the mode cannot work
   */
  Authenticator authenticator(Services services);

  /** Whether agents have to authenticate at all. */
  default boolean isRequired() {
    return true;
  }

  /** What is wrong with this configuration in {@code environment}; empty if nothing is. */
  default Optional<Problem> problem(Environment environment) {
    return Optional.empty();
  }

  /**
   * What the rest of the configuration offers to the modes.
   *
   * @param asksKubernetes whether the exporter uses the Kubernetes API
   * @param inPod whether it does so from within a pod
   * @param verifiesClients whether the listener verifies the certificates of its clients
   */
  record Environment(boolean asksKubernetes, boolean inPod, boolean verifiesClients) {}

  /** A wrong setting, and what is expected instead. */
  record Problem(Setting<?> setting, String expected) {}

  /**
   * What authenticators need.
   *
   * @param reviewer tells which agent a token belongs to
   * @param maxAgents how many agents there can be
   */
  record Services(TokenReviewer reviewer, int maxAgents, ProcessClock clock) {}

  /** What an operator should know about this mode all the time; empty if nothing. */
  default Optional<String> warning() {
    return Optional.empty();
  }

  /**
   * Agents do not prove their identity.
   *
   * @param chosen whether this was asked for, or is only the default
   */
  record None(boolean chosen) implements AuthConfig {
    static final AuthMode MODE =
        new AuthMode(
            "none",
            List.of(),
            List.of(),
            settings -> new None(settings.get(AuthSettings.AUTH).isPresent()));

    /** Asked for. */
    public None() {
      this(true);
    }

    @Override
    public Optional<String> warning() {
      return chosen
          ? Optional.empty()
          : Optional.of(
              "Heartbeats are not authenticated: every client that reaches this port can report for"
                  + " any node. Set NETCHECK_AUTH, to none if that is intended.");
    }

    @Override
    public String mode() {
      return MODE.name();
    }

    @Override
    public boolean isRequired() {
      return false;
    }

    @Override
    public Authenticator authenticator(Services services) {
      return new NoAuthentication();
    }
  }

  /** By a token that all agents share. */
  record Token(Path file) implements AuthConfig {
    static final Setting<Optional<Path>> FILE =
        new Setting<>(
            "NETCHECK_AUTH_TOKEN_FILE",
            "",
            new SettingType<>(
                "the path of a file",
                text -> text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text))),
            "A file with the shared token on one line. During a replacement a second line has the"
                + " previous token. Read once a second.");

    static final AuthMode MODE =
        new AuthMode(
            "token",
            List.of(FILE),
            List.of(),
            settings -> new Token(settings.get(FILE).orElse(Path.of(""))));

    @Override
    public String mode() {
      return MODE.name();
    }

    @Override
    public Authenticator authenticator(Services services) {
      return new SharedTokenAuth(file, services.clock());
    }

    @Override
    public Optional<Problem> problem(Environment environment) {
      return problem()
          .filter(_ -> !file.toString().isEmpty())
          .map(problem ->
              new Problem(FILE, "a file with one token, or two while it is replaced: " + problem));
    }

    /** What is wrong with the file now, in a phrase that names it; empty if nothing is. */
    public Optional<String> problem() {
      try {
        SharedTokens.parse(file, new ReadFiles().text(file));
        return Optional.empty();
      } catch (IllegalArgumentException e) {
        return Optional.of(String.valueOf(e.getMessage()));
      }
    }
  }

  /** By the client certificate that each agent presents in TLS. */
  record Certificate() implements AuthConfig {
    static final AuthMode MODE =
        new AuthMode("certificate", List.of(), List.of(), _ -> new Certificate());

    @Override
    public String mode() {
      return MODE.name();
    }

    @Override
    public Authenticator authenticator(Services services) {
      return new CertificateAuth(services.clock());
    }

    @Override
    public Optional<Problem> problem(Environment environment) {
      return environment.verifiesClients()
          ? Optional.empty()
          : Optional.of(
              new Problem(
                  AuthSettings.AUTH,
                  "another mode, or a NETCHECK_WEB_CONFIG_FILE that verifies client certificates"
                      + " (client_auth_type and client_ca_file)"));
    }
  }

  /**
   * By the token of the service account that Kubernetes gives to each pod.
   *
   * @param audience that the tokens must be made for
   * @param accounts {@code namespace/name} of the accounts whose pods are agents; empty for all
   * @param grace for how long a known agent is accepted while its token cannot be reviewed again
   */
  record Kubernetes(String audience, Set<String> accounts, Duration grace) implements AuthConfig {
    static final Setting<String> AUDIENCE =
        new Setting<>(
            "NETCHECK_AUTH_AUDIENCE",
            "netcheck-exporter",
            new SettingType<>("a word without spaces", Kubernetes::audience),
            "The audience for which the pods' tokens must be issued.");

    static final Setting<Set<String>> SERVICE_ACCOUNTS =
        new Setting<>(
            "NETCHECK_AUTH_SERVICE_ACCOUNTS",
            "",
            new SettingType<>(
                "service accounts separated by commas, such as netcheck/netcheck-agent",
                Kubernetes::accounts),
            "The service accounts that agents may use. Default: any, if NETCHECK_AGENT_SELECTOR"
                + " matches the pod.");

    static final Setting<Duration> GRACE =
        new Setting<>(
            "NETCHECK_AUTH_GRACE",
            "5m",
            SettingTypes.duration(Duration.ZERO, Duration.ofHours(1)),
            "How long a known agent is accepted without verifying its token again while the"
                + " Kubernetes API is unreachable.");

    static final AuthMode MODE =
        new AuthMode(
            "kubernetes",
            List.of(),
            List.of(AUDIENCE, SERVICE_ACCOUNTS, GRACE),
            settings ->
                new Kubernetes(
                    settings.get(AUDIENCE), settings.get(SERVICE_ACCOUNTS), settings.get(GRACE)));

    /** A token is replaced well before it expires, and the previous one may still be in use. */
    private static final int TOKENS_PER_AGENT = 2;

    public Kubernetes {
      accounts = Set.copyOf(accounts);
    }

    @Override
    public String mode() {
      return MODE.name();
    }

    @Override
    public Authenticator authenticator(Services services) {
      return new ReviewedTokenAuth(
          services.reviewer(),
          grace,
          TOKENS_PER_AGENT * services.maxAgents(),
          new ReviewStatus(),
          services.clock());
    }

    @Override
    public Optional<Problem> problem(Environment environment) {
      return environment.asksKubernetes()
          ? Optional.empty()
          : Optional.of(
              new Problem(
                  AuthSettings.AUTH,
                  "another mode, or access to the Kubernetes API (NETCHECK_KUBERNETES)"));
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
}
