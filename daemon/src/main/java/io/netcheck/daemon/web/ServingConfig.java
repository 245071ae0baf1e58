// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.files.ReadFiles;
import io.netcheck.daemon.http.AllowedHosts;
import io.netcheck.daemon.http.CrossOriginProtection;
import io.netcheck.daemon.http.HttpGate;
import io.netcheck.daemon.http.OpenGate;
import io.netcheck.daemon.http.SharedTokens;
import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingType;
import io.netcheck.daemon.settings.SettingTypes;
import io.netcheck.daemon.settings.Settings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a process serves HTTP and its metrics.
 *
 * @param webConfig the web configuration file; without one, plain HTTP without passwords
 * @param tokenFile the file with the tokens of readers; without one, no token is accepted
 * @param metricsPort the port of a separate listener for metrics; without one, the routes include
 *     the metrics
 * @param metricsAddress the address of that listener; without one, the addresses of the routes
 * @param hosts the names under which browsers may reach the listeners
 */
public record ServingConfig(
    Optional<Path> webConfig,
    Optional<Path> tokenFile,
    Optional<Integer> metricsPort,
    Optional<InetAddress> metricsAddress,
    AllowedHosts hosts) {
  /** Plain HTTP without access control, with the metrics among the routes. */
  public static final ServingConfig PLAIN =
      new ServingConfig(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          AllowedHosts.PRIVATE);

  private static final SettingType<Integer> PORT = SettingTypes.integer(0, 65_535);

  public static final Setting<Optional<Path>> WEB_CONFIG_FILE =
      new Setting<>(
          "NETCHECK_WEB_CONFIG_FILE",
          "",
          new SettingType<>(
              "a web configuration file as described in web-config.md", ServingConfig::checked),
          "A file in the format of Prometheus' exporter-toolkit for TLS, client certificates,"
              + " passwords, headers and a rate limit. Also --web.config.file.",
          List.of("--web.config.file"));

  public static final Setting<Optional<Path>> WEB_TOKEN_FILE =
      new Setting<>(
          "NETCHECK_WEB_TOKEN_FILE",
          "",
          new SettingType<>(
              "a file with a token, or with two on two lines", ServingConfig::checkedTokens),
          "A file with a token. Clients that send it as Authorization: Bearer may do what a user with"
              + " a password may: read, and order checks. Users of the web configuration remain"
              + " valid.");

  public static final Setting<Optional<Integer>> METRICS_PORT =
      new Setting<>(
          "NETCHECK_METRICS_PORT",
          "",
          new SettingType<>(
              PORT.expected(),
              text -> text.isEmpty() ? Optional.empty() : Optional.of(PORT.parser().parse(text))),
          "A separate port for the metrics and the health checks; the metrics are then only there. 0"
              + " takes any free port.");

  public static final Setting<Optional<InetAddress>> METRICS_ADDRESS =
      new Setting<>(
          "NETCHECK_METRICS_ADDRESS",
          "",
          new SettingType<>(
              "an IP address of this host, or 0.0.0.0 or :: for all of them",
              ServingConfig::address),
          "The address of the separate port for the metrics. Default: that of the main port.");

  public static final Setting<AllowedHosts> ALLOWED_HOSTS =
      new Setting<>(
          AllowedHosts.KEY,
          "",
          AllowedHosts.type(),
          "More names under which browsers may open this port, if it has no TLS, passwords or token:"
              + " a page of another site could take any other name (DNS rebinding). IP addresses,"
              + " names without a dot, and those that end in .local, .internal, .home.arpa,"
              + " .localhost, .test or .svc are always allowed.");

  /** All of them, in the order of the documentation. */
  public static final List<Setting<?>> SETTINGS =
      List.of(WEB_CONFIG_FILE, WEB_TOKEN_FILE, METRICS_PORT, METRICS_ADDRESS, ALLOWED_HOSTS);

  /** Reads the settings. Wrong values are noted in {@code settings}. */
  public static ServingConfig read(Settings settings) {
    Optional<Integer> port = settings.get(METRICS_PORT);
    if (port.isEmpty() && settings.isGiven(METRICS_ADDRESS)) {
      settings.problem(METRICS_ADDRESS, METRICS_PORT.key() + " to be set as well");
    }
    return new ServingConfig(
        settings.get(WEB_CONFIG_FILE),
        settings.get(WEB_TOKEN_FILE),
        port,
        settings.get(METRICS_ADDRESS).map(BindAddress::of),
        settings.get(ALLOWED_HOSTS));
  }

  /** Whether the listeners use TLS. Reads the file now; later changes of it cannot change that. */
  public boolean isEncrypted() {
    return webConfig.flatMap(file -> WebConfigFile.read(file, new ReadFiles()).tls()).isPresent();
  }

  /**
   * Whether client certificates are verified, so that their names can be trusted. Reads the file
   * now. If the file changes later and no longer verifies them, requests have no certificates.
   */
  public boolean verifiesClients() {
    return webConfig
        .map(file -> WebConfigFile.read(file, new ReadFiles()))
        .flatMap(WebConfig::tls)
        .filter(tls -> tls.clientAuth().isVerified())
        .isPresent();
  }

  private static Optional<Path> checked(String text) {
    Optional<Path> file = file(text);
    file.ifPresent(it -> WebConfigFile.read(it, new ReadFiles()));
    return file;
  }

  private static Optional<Path> checkedTokens(String text) {
    Optional<Path> file = file(text);
    file.ifPresent(it -> SharedTokens.parse(it, new ReadFiles().text(it)));
    return file;
  }

  private static Optional<Path> file(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("not the name of a file", e);
    }
  }

  private static Optional<InetAddress> address(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    List<InetAddress> addresses = SettingTypes.addresses().parser().parse(text);
    if (addresses.size() != 1) {
      throw new IllegalArgumentException();
    }
    return Optional.of(addresses.getFirst());
  }

  /**
   * The gate before the listeners of the process. Without a web configuration, no class of TLS,
   * YAML or bcrypt is loaded, which saves memory in every agent.
   *
   * @throws io.netcheck.daemon.StartException if a file has become wrong since its check
   */
  HttpGate front(ProcessClock clock, PrometheusRegistry registry) {
    CrossOriginProtection browsers = new CrossOriginProtection(hosts);
    return webConfig.isPresent() || tokenFile.isPresent()
        ? new WebFront(webConfig, tokenFile, browsers, clock, registry)
        : new OpenGate(browsers);
  }
}
