// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import io.netcheck.daemon.GoDuration;
import io.netcheck.daemon.TokenBucket;
import io.netcheck.daemon.files.ReadFiles;
import io.netcheck.daemon.tls.CertificateAuthorities;
import io.netcheck.daemon.tls.CertificateIdentity;
import io.netcheck.daemon.tls.ClientAuth;
import io.netcheck.daemon.tls.ServerTls;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads a web configuration file, in the format of the exporter-toolkit's {@code
 * --web.config.file}, with all files that it names. {@code docs/web-config.md} describes the
 * format.
 */
final class WebConfigFile {
  /** Headers that may be set, and the values where only some have a meaning. */
  private static final Map<String, List<String>> HEADERS =
      Map.of(
          "Strict-Transport-Security", List.of(),
          "X-Content-Type-Options", List.of("nosniff"),
          "X-Frame-Options", List.of("deny", "sameorigin"),
          "X-XSS-Protection", List.of(),
          "Content-Security-Policy", List.of());

  private static final Map<String, ClientAuth> CLIENT_AUTH =
      Map.of(
          "NoClientCert", ClientAuth.NO_CLIENT_CERT,
          "RequestClientCert", ClientAuth.REQUEST_CLIENT_CERT,
          "RequireAnyClientCert", ClientAuth.REQUIRE_ANY_CLIENT_CERT,
          // An older name for it.
          "RequireClientCert", ClientAuth.REQUIRE_ANY_CLIENT_CERT,
          "VerifyClientCertIfGiven", ClientAuth.VERIFY_CLIENT_CERT_IF_GIVEN,
          "RequireAndVerifyClientCert", ClientAuth.REQUIRE_AND_VERIFY_CLIENT_CERT);

  private static final List<String> VERSIONS = List.of("TLS10", "TLS11", "TLS12", "TLS13");
  private static final List<String> PROTOCOLS = List.of("", "", "TLSv1.2", "TLSv1.3");

  private static final Map<String, String> CURVES =
      Map.of(
          "CurveP256", "secp256r1",
          "CurveP384", "secp384r1",
          "CurveP521", "secp521r1",
          "X25519", "x25519");

  /** Go's {@code tls.CipherSuites()}. */
  private static final Set<String> SUITES =
      Set.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_RSA_WITH_AES_128_CBC_SHA",
          "TLS_RSA_WITH_AES_256_CBC_SHA",
          "TLS_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");

  private final Path folder;
  private final ReadFiles files;

  private WebConfigFile(Path folder, ReadFiles files) {
    this.folder = folder;
    this.files = files;
  }

  /**
   * Reads the file.
   *
   * @throws IllegalArgumentException if the file is wrong, with a message that names the place
   */
  static WebConfig read(Path file, ReadFiles files) {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    return new WebConfigFile(folder == null ? absolute : folder, files).parse(files.text(file));
  }

  private WebConfig parse(String text) {
    YamlFields root =
        YamlFields.of(
            text, "tls_server_config", "http_server_config", "basic_auth_users", "rate_limit");
    Map<String, BcryptHash> users = users(root);
    Map<String, String> headers = headers(root.fields("http_server_config", "http2", "headers"));
    Optional<TokenBucket.Rate> rate = rate(root.fields("rate_limit", "interval", "burst"));
    return new WebConfig(
        tls(
            root.fields(
                "tls_server_config",
                "cert",
                "key",
                "client_ca",
                "cert_file",
                "key_file",
                "client_ca_file",
                "client_auth_type",
                "client_allowed_sans",
                "min_version",
                "max_version",
                "cipher_suites",
                "prefer_server_cipher_suites",
                "curve_preferences")),
        headers,
        users,
        Optional.empty(),
        rate);
  }

  private static Map<String, BcryptHash> users(YamlFields root) {
    Map<String, BcryptHash> users = new LinkedHashMap<>();
    root.texts("basic_auth_users")
        .forEach((user, hash) -> {
          if (user.isEmpty() || user.indexOf(':') >= 0) {
            throw root.wrong("basic_auth_users", "names of users without a colon");
          }
          try {
            users.put(user, BcryptHash.parse(hash));
          } catch (IllegalArgumentException _) {
            // Without the value, because it can be the password.
            throw root.wrong(
                "basic_auth_users",
                "for " + user + " a bcrypt hash such as $2y$10$… (60 characters)");
          }
        });
    return users;
  }

  private static Map<String, String> headers(YamlFields http) {
    // The server has no HTTP/2, but the field must still be well-formed.
    http.bool("http2", true);
    Map<String, String> headers = new TreeMap<>();
    http.texts("headers")
        .forEach((name, value) -> {
          List<String> values = HEADERS.get(name);
          if (values == null) {
            throw http.wrong(
                "headers",
                "one of " + String.join(", ", new TreeMap<>(HEADERS).keySet()) + ", not " + name);
          }
          if (!values.isEmpty() && !values.contains(value)) {
            throw http.wrong("headers", "for " + name + " one of " + String.join(", ", values));
          }
          if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw http.wrong("headers", "for " + name + " one line of ASCII");
          }
          if (!value.isEmpty()) {
            headers.put(name, value);
          }
        });
    return headers;
  }

  private static Optional<TokenBucket.Rate> rate(YamlFields limit) {
    Duration interval;
    try {
      interval = Duration.ofNanos(limit.text("interval").map(GoDuration::parse).orElse(0L));
      if (interval.isNegative() || limit.text("interval").orElse("").startsWith("-")) {
        throw new IllegalArgumentException();
      }
    } catch (IllegalArgumentException _) {
      throw limit.wrong("interval", "a duration with a unit, such as 100ms or 1s, or 0");
    }
    int burst = limit.integer("burst", 0);
    if (interval.isZero()) {
      return Optional.empty();
    }
    if (burst < 1) {
      throw limit.wrong("burst", "1 or more, because a lower burst rejects every request");
    }
    return Optional.of(new TokenBucket.Rate(interval, burst));
  }

  private Optional<ServerTls> tls(YamlFields tls) {
    if (tls.isEmpty()) {
      return Optional.empty();
    }
    Material certificate = material(tls, "cert", "cert_file");
    Material key = material(tls, "key", "key_file");
    ClientAuth clientAuth = choice(tls, "client_auth_type", CLIENT_AUTH, "NoClientCert");
    Set<String> names = Set.copyOf(tls.list("client_allowed_sans"));
    if (!names.isEmpty() && !clientAuth.isRequired()) {
      throw tls.wrong(
          "client_allowed_sans",
          "client_auth_type RequireAnyClientCert or RequireAndVerifyClientCert to be set as well");
    }
    return Optional.of(
        new ServerTls(
            new ServerTls.Options(
                CertificateIdentity.of(
                    certificate.name(), certificate.text(), key.name(), key.text()),
                clientAuth,
                authorities(tls, clientAuth),
                names,
                protocols(tls),
                suites(tls),
                tls.bool("prefer_server_cipher_suites", true),
                curves(tls))));
  }

  private Optional<CertificateAuthorities> authorities(YamlFields tls, ClientAuth clientAuth) {
    boolean given = tls.text("client_ca").isPresent() || tls.text("client_ca_file").isPresent();
    if (given && !clientAuth.isAsked()) {
      throw tls.wrong(
          "client_auth_type", "a value other than NoClientCert, because client_ca is set");
    }
    if (!given && !clientAuth.isVerified()) {
      return Optional.empty();
    }
    // Without a file, the toolkit would accept every certificate of every public authority.
    Material material = material(tls, "client_ca", "client_ca_file");
    CertificateAuthorities authorities =
        CertificateAuthorities.of(material.name(), material.text());
    return clientAuth.isVerified() ? Optional.of(authorities) : Optional.empty();
  }

  private static List<String> protocols(YamlFields tls) {
    int low = version(tls, "min_version", "TLS12");
    int high = version(tls, "max_version", "TLS13");
    List<String> protocols = new ArrayList<>();
    for (int i = low; i <= high; i++) {
      if (!PROTOCOLS.get(i).isEmpty()) {
        protocols.add(PROTOCOLS.get(i));
      }
    }
    if (protocols.isEmpty()) {
      throw tls.wrong("max_version", "TLS12 or TLS13, and no less than min_version");
    }
    return protocols;
  }

  private static int version(YamlFields tls, String name, String fallback) {
    int version = VERSIONS.indexOf(tls.text(name).orElse(fallback));
    if (version < 0) {
      throw tls.wrong(name, "one of " + String.join(", ", VERSIONS));
    }
    return version;
  }

  private static List<String> suites(YamlFields tls) {
    List<String> suites = tls.list("cipher_suites");
    if (!SUITES.containsAll(suites)) {
      throw tls.wrong("cipher_suites", "only suites of Go's tls.CipherSuites()");
    }
    return suites;
  }

  private static List<String> curves(YamlFields tls) {
    List<String> curves = tls.list("curve_preferences");
    if (!CURVES.keySet().containsAll(curves)) {
      throw tls.wrong(
          "curve_preferences", "some of " + String.join(", ", new TreeMap<>(CURVES).keySet()));
    }
    return curves.stream().map(curve -> CURVES.getOrDefault(curve, curve)).toList();
  }

  private static <T> T choice(YamlFields tls, String name, Map<String, T> values, String fallback) {
    T value = values.get(tls.text(name).orElse(fallback));
    if (value == null) {
      throw tls.wrong(name, "one of " + String.join(", ", new TreeMap<>(values).keySet()));
    }
    return value;
  }

  /** The text of a field, or of the file that another field names. */
  private record Material(String name, String text) {}

  private Material material(YamlFields tls, String inline, String file) {
    Optional<String> text = tls.text(inline);
    Optional<String> path = tls.text(file);
    if (text.isPresent() == path.isPresent()) {
      throw tls.wrong(
          text.isPresent() ? inline : file,
          text.isPresent() ? "either it or " + file : "the name of a file, or " + inline);
    }
    if (text.isPresent()) {
      return new Material(inline, text.get());
    }
    try {
      Path found = folder.resolve(path.get());
      return new Material(file + " " + found, files.text(found));
    } catch (InvalidPathException _) {
      throw tls.wrong(file, "the name of a file");
    }
  }
}
