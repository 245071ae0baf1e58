// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.daemon.settings.SettingType;
import io.netcheck.daemon.settings.SettingTypes;
import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.DnsTransport;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The types of the settings for service checks. */
public final class ServiceSettingTypes {
  static final int MAX_SERVICES = 50;

  /** A heartbeat has room for this many names times {@link ServiceChecks#MOST_RESOLVERS}. */
  static final int MAX_DNS_NAMES = 20;

  static final int MAX_RESOLVERS = 5;

  private static final int DNS_PORT = 53;

  private ServiceSettingTypes() {}

  /** {@code name=https://host/path,name=tcp://host:port}. */
  public static SettingType<List<Service>> services() {
    return new SettingType<>(
        "services separated by commas, such as web=https://web/healthz,db=tcp://db:5432",
        text -> list(text, MAX_SERVICES, "services", ServiceUrl::parse, Service::name));
  }

  /** Domain names, separated by commas. */
  public static SettingType<List<String>> dnsNames() {
    return new SettingType<>(
        "full domain names separated by commas, such as kubernetes.default.svc.cluster.local",
        text -> list(text, MAX_DNS_NAMES, "names", ServiceSettingTypes::domain, name -> name));
  }

  /** Addresses of resolvers with an optional port, separated by commas. */
  public static SettingType<List<InetSocketAddress>> resolvers() {
    return new SettingType<>(
        "addresses of resolvers separated by commas, such as 10.0.0.10,[fd00::1]:53",
        text ->
            list(
                text,
                MAX_RESOLVERS,
                "resolvers",
                ServiceSettingTypes::resolver,
                resolver -> Addresses.withPort(resolver.getAddress(), resolver.getPort())));
  }

  /** One or both of {@code udp} and {@code tcp}, separated by a comma. */
  public static SettingType<List<DnsTransport>> transports() {
    return new SettingType<>(
        "udp, tcp, or both separated by a comma",
        text -> {
          List<DnsTransport> transports =
              list(
                  text,
                  DnsTransport.values().length,
                  "transports",
                  ServiceSettingTypes::transport,
                  DnsTransport::label);
          if (transports.isEmpty()) {
            throw new IllegalArgumentException();
          }
          return transports;
        });
  }

  /** A domain name or an address; empty for an empty text. */
  public static SettingType<Optional<String>> host() {
    return new SettingType<>(
        "a host name or an address",
        text -> {
          if (text.isEmpty()) {
            return Optional.empty();
          }
          if (!Service.isHost(text)) {
            throw new IllegalArgumentException();
          }
          return Optional.of(text);
        });
  }

  /** The certificates in a PEM file, read once; empty for an empty text. */
  public static SettingType<List<X509Certificate>> certificates() {
    return new SettingType<>(
        "a readable PEM file of CA certificates",
        text -> text.isEmpty() ? List.of() : certificates(Path.of(text)));
  }

  private static List<X509Certificate> certificates(Path file) {
    List<X509Certificate> certificates = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        certificates.add((X509Certificate) certificate);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot be read", e);
    } catch (CertificateException e) {
      throw new IllegalArgumentException("the file contains something else", e);
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("the file contains no certificate");
    }
    return List.copyOf(certificates);
  }

  private static DnsTransport transport(String word) {
    return DnsTransport.of(word)
        .orElseThrow(() -> new IllegalArgumentException("expected udp or tcp"));
  }

  private static String domain(String text) {
    if (!Service.isHostName(text)) {
      throw new IllegalArgumentException("expected a domain name");
    }
    return text;
  }

  private static InetSocketAddress resolver(String text) {
    Optional<InetAddress> bare = Addresses.literal(text);
    if (bare.isPresent()) {
      return new InetSocketAddress(bare.get(), DNS_PORT);
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    Optional<InetAddress> address;
    if (text.startsWith("[") && text.endsWith("]")) {
      address = Addresses.literal(text.substring(1, text.length() - 1));
      colon = -1;
    } else if (host.startsWith("[") && host.endsWith("]")) {
      address = Addresses.literal(host.substring(1, host.length() - 1));
    } else {
      address = host.indexOf(':') < 0 ? Addresses.literal(host) : Optional.empty();
    }
    if (address.isEmpty()) {
      throw new IllegalArgumentException("expected an IP address, with or without a port");
    }
    return new InetSocketAddress(
        address.get(), colon < 0 ? DNS_PORT : ServiceUrl.port(text.substring(colon + 1)));
  }

  /** Parses every entry, so that the error names all wrong ones at once. */
  private static <T> List<T> list(
      String text, int limit, String what, Function<String, T> parser, Function<T, String> key) {
    List<T> parsed = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    List<String> entries = SettingTypes.split(text);
    if (entries.size() > limit) {
      wrong.add("at most " + limit + " " + what + ", not " + entries.size());
    }
    for (String entry : entries) {
      try {
        T value = parser.apply(entry);
        if (!keys.add(key.apply(value))) {
          throw new IllegalArgumentException(key.apply(value) + " appears twice");
        }
        parsed.add(value);
      } catch (IllegalArgumentException e) {
        wrong.add("in " + entry + ": " + e.getMessage());
      }
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", wrong));
    }
    return List.copyOf(parsed);
  }
}
