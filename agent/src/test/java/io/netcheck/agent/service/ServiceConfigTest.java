// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.settings.Settings;
import io.netcheck.daemon.tls.ClientTls;
import io.netcheck.protocol.DnsTransport;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceConfigTest {
  private static final String SERVICES =
      "expected services separated by commas, such as web=https://web/healthz,db=tcp://db:5432";

  @Test
  void nothingGivenIsNothingChecked() {
    Settings settings = settings(Map.of());
    assertEquals(
        new ServiceConfig(
            List.of(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            List.of(),
            new DnsConfig(
                List.of(), List.of(), List.of(DnsTransport.UDP, DnsTransport.TCP), List.of()),
            Optional.empty()),
        ServiceConfig.read(settings, Optional.empty()));
    assertEquals(List.of(), settings.problems());
  }

  @Test
  void aListOfServicesIsRead() {
    assertEquals(
        List.of(
            new Service("web", Service.Kind.HTTPS, "web.example", 443, "/healthz?full=1"),
            new Service("plain", Service.Kind.HTTP, "my_host", 8080, "/"),
            new Service("db", Service.Kind.TCP, "db", 5432, ""),
            new Service("six", Service.Kind.HTTP, "fd00::1", 80, "/"),
            new Service("four", Service.Kind.TCP, "10.0.0.1", 1, "")),
        read(
                "NETCHECK_SERVICES",
                "web=https://web.example/healthz?full=1, plain=http://my_host:8080,"
                    + "db=tcp://db:5432,six=http://[fd00::1],four=tcp://10.0.0.1:1,")
            .services());
  }

  @Test
  void whatIsExpectedFollowsTheUrl() {
    List<Service> services =
        read(
                "NETCHECK_SERVICES",
                "web=https://web/x?y=1#status=200-204|401&body=all%2C%20well+,"
                    + "no=tcp://db:1#expect=refused|timeout&family=ipv6,rpc=grpc://rpc:1/a.B")
            .services();
    Expectation web = services.get(0).expected();
    assertEquals("/x?y=1", services.get(0).path());
    assertEquals("all, well+", web.body());
    assertEquals(
        List.of(true, true, true, false, false),
        IntStream.of(200, 204, 401, 302, 500).mapToObj(web::accepts).toList());
    Expectation no = services.get(1).expected();
    assertEquals(Set.of(FailureReason.REFUSED, FailureReason.TIMEOUT), no.denials());
    assertEquals(Optional.of(IpFamily.IPV6), no.family());
    assertEquals("/a.B", services.get(2).path());
    assertEquals(Expectation.SUCCESS, services.get(2).expected());
  }

  @Test
  void theExporterIsCheckedUnlessItsNameIsTakenOrItIsSwitchedOff() {
    assertEquals(
        Optional.of(new Service("netcheck-exporter", Service.Kind.TCP, "exporter", 8080, "")),
        exporter("http://exporter:8080", Map.of()));
    assertEquals(
        Optional.of(new Service("netcheck-exporter", Service.Kind.TLS, "fd00::1", 443, "")),
        exporter("https://[fd00::1]", Map.of()));
    assertEquals(
        Optional.empty(),
        exporter("http://exporter:8080", Map.of("NETCHECK_CHECK_EXPORTER", "false")));
    assertEquals(
        Optional.empty(),
        exporter(
            "http://exporter:8080",
            Map.of("NETCHECK_SERVICES", "netcheck-exporter=http://exporter:8080/-/healthy")));
  }

  private static Optional<Service> exporter(String url, Map<String, String> environment) {
    return ServiceConfig.read(
            settings(environment), ExporterService.of(URI.create(url), ClientTls.DEFAULT))
        .exporter()
        .map(ExporterService::service);
  }

  @Test
  void thePredecessorsServiceIsATcpServiceOfItsOwnName() {
    assertEquals(
        List.of(new Service("kubernetes.default", Service.Kind.TCP, "kubernetes.default", 80, "")),
        read("CUSTOM_SERVICE_NAME", "kubernetes.default").services());
    Settings settings =
        settings(Map.of("CUSTOM_SERVICE_NAME", "fd00::1", "CUSTOM_SERVICE_PORT", "443"));
    assertEquals(
        List.of(new Service("custom-service", Service.Kind.TCP, "fd00::1", 443, "")),
        ServiceConfig.read(settings, Optional.empty()).services());
  }

  @Test
  void resolversAreReadWithAndWithoutAPort() throws Exception {
    assertEquals(
        List.of(at("10.0.0.10", 53), at("10.0.0.10", 54), at("fd00::1", 53), at("fd00::2", 5353)),
        read("NETCHECK_DNS_RESOLVERS", "10.0.0.10,10.0.0.10:54,fd00::1,[fd00::2]:5353")
            .dns()
            .resolvers());
    assertEquals(
        List.of(at("fd00::3", 53)), read("NETCHECK_DNS_RESOLVERS", "[fd00::3]").dns().resolvers());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "web | in web: expected name=URL",
        "=http://web | in =http://web: expected name=URL",
        "a b=http://web | in a b=http://web: expected a name of at most 63 letters, digits, '-', '_' and '.'",
        "web=web:80 | in web=web:80: expected a URL with tcp://, tls://, http://, https://, grpc:// or grpcs://",
        "web=ftp://web | in web=ftp://web: expected a URL with tcp://, tls://, http://, https://, grpc:// or grpcs://",
        "db=tcp://db | in db=tcp://db: expected tcp://host:port",
        "db=tcp://db:1/x | in db=tcp://db:1/x: expected tcp://host:port",
        "db=tcp://db:0 | in db=tcp://db:0: expected a port from 1 to 65535",
        "db=tcp://db:65536 | in db=tcp://db:65536: expected a port from 1 to 65535",
        "web=http://web:/ | in web=http://web:/: expected a port from 1 to 65535",
        "web=http:///x | in web=http:///x: expected http://host, with or without :port and /path",
        "web=http://web/a b | in web=http://web/a b: expected http://host, with or without :port and /path",
        "web=http://web/ä | in web=http://web/ä: expected http://host, with or without :port and /path",
        "web=http://web/#a | in web=http://web/#a: expected after # each at most once: status=, body=, family=",
        "web=http://web/#status=2xx | in web=http://web/#status=2xx: expected status= with statuses or ranges, such as 200-299, with a bar between",
        "web=http://web/#status=299-200 | in web=http://web/#status=299-200: expected a status from 100 to 599, or a range of them",
        "web=http://web/#body=%zz | in web=http://web/#body=%zz: expected body= with a percent-encoded text",
        "web=http://web/#expect=refused | in web=http://web/#expect=refused: expected after # each at most once: status=, body=, family=",
        "db=tcp://db:1#expect=reset | in db=tcp://db:1#expect=reset: expected expect= with refused, timeout, unreachable, or several with a bar between",
        "db=tcp://db:1#family=6 | in db=tcp://db:1#family=6: expected family= with ipv4 or ipv6",
        "db=tls://db | in db=tls://db: expected tls://host:port",
        "rpc=grpc://rpc | in rpc=grpc://rpc: expected grpc://host:port, with or without /package.Service",
        "rpc=grpcs://rpc:1/a/b | in rpc=grpcs://rpc:1/a/b: expected grpcs://host:port, with or without /package.Service",
        "web=http://-web/ | in web=http://-web/: expected a host name or an address after ://",
        "web=http://10.0.0.300/ | in web=http://10.0.0.300/: expected a host name or an address after ://",
        "a=tcp://a:1,a=tcp://b:1 | in a=tcp://b:1: a appears twice",
        "a,b=tcp://b | in a: expected name=URL; in b=tcp://b: expected tcp://host:port",
      })
  void everyWrongServiceIsNamed(String text, String why) {
    assertEquals(
        List.of("NETCHECK_SERVICES=" + text + ": " + SERVICES + " (" + why + ")"),
        problems(Map.of("NETCHECK_SERVICES", text)));
  }

  @Test
  void whoLogsInIsNotPrinted() {
    assertEquals(
        List.of(
            "NETCHECK_SERVICES=web=https://***@web/: "
                + SERVICES
                + " (in web=https://***@web/: expected a port from 1 to 65535)"),
        problems(Map.of("NETCHECK_SERVICES", "web=https://me:secret@web/")));
  }

  @Test
  void noLineBreakGetsIntoARequest() {
    assertEquals(
        1, problems(Map.of("NETCHECK_SERVICES", "web=http://web/x HTTP/1.1\r\nEvil: yes")).size());
  }

  @Test
  void fiftyServicesAreTheMost() {
    assertEquals(List.of(), problems(Map.of("NETCHECK_SERVICES", many(50))));
    String tooMany = many(51);
    assertEquals(
        List.of(
            "NETCHECK_SERVICES=" + tooMany + ": " + SERVICES + " (at most 50 services, not 51)"),
        problems(Map.of("NETCHECK_SERVICES", tooMany)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NETCHECK_DNS_NAMES | a..b | full domain names separated by commas, such as kubernetes.default.svc.cluster.local (in a..b: expected a domain name)",
        "NETCHECK_DNS_NAMES | 10.0.0.1 | full domain names separated by commas, such as kubernetes.default.svc.cluster.local (in 10.0.0.1: expected a domain name)",
        "NETCHECK_DNS_RESOLVERS | dns | addresses of resolvers separated by commas, such as 10.0.0.10,[fd00::1]:53 (in dns: expected an IP address, with or without a port)",
        "NETCHECK_DNS_RESOLVERS | 10.0.0.10:x | addresses of resolvers separated by commas, such as 10.0.0.10,[fd00::1]:53 (in 10.0.0.10:x: expected a port from 1 to 65535)",
        "NETCHECK_DNS_RESOLVERS | ::1:53x | addresses of resolvers separated by commas, such as 10.0.0.10,[fd00::1]:53 (in ::1:53x: expected an IP address, with or without a port)",
        "NETCHECK_DNS_RESOLVERS | 10.0.0.1,10.0.0.1:53 | addresses of resolvers separated by commas, such as 10.0.0.10,[fd00::1]:53 (in 10.0.0.1:53: 10.0.0.1:53 appears twice)",
        "NETCHECK_DNS_TRANSPORTS | quic | udp, tcp, or both separated by a comma (in quic: expected udp or tcp)",
        "CUSTOM_SERVICE_NAME | a b | a host name or an address",
        "CUSTOM_SERVICE_PORT | 0 | a whole number from 1 to 65535",
        "NETCHECK_SERVICE_INTERVAL | 10ms | a duration from 100ms to 1h, such as 500ms, 5s or 1m (a bare number is seconds)",
        "NETCHECK_SERVICE_TIMEOUT | 5s | less than NETCHECK_SERVICE_INTERVAL",
        "NETCHECK_CA_FILE | /there/is/none | a readable PEM file of CA certificates (cannot be read)",
      })
  void everyWrongValueIsExplained(String key, String value, String expected) {
    assertEquals(
        List.of(key + "=" + value + ": expected " + expected), problems(Map.of(key, value)));
  }

  @Test
  void aNameIsGivenOnlyOnce() {
    assertEquals(
        List.of("CUSTOM_SERVICE_NAME=db: expected a name that is not used in NETCHECK_SERVICES"),
        problems(Map.of("NETCHECK_SERVICES", "db=tcp://x:1", "CUSTOM_SERVICE_NAME", "db")));
  }

  @Test
  void aCaFileHoldsCertificates(@TempDir Path directory) throws IOException {
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");
    Path other = Files.writeString(directory.resolve("other.pem"), "not a certificate");
    assertTrue(
        problems(Map.of("NETCHECK_CA_FILE", empty.toString()))
            .getFirst()
            .endsWith("(the file contains no certificate)"));
    assertTrue(
        problems(Map.of("NETCHECK_CA_FILE", other.toString()))
            .getFirst()
            .endsWith("(the file contains something else)"));
  }

  private static String many(int services) {
    return IntStream.range(0, services)
        .mapToObj(i -> "s" + i + "=tcp://s:1")
        .collect(Collectors.joining(","));
  }

  private static InetSocketAddress at(String address, int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByName(address), port);
  }

  private static ServiceConfig read(String key, String value) {
    Settings settings = settings(Map.of(key, value));
    ServiceConfig config = ServiceConfig.read(settings, Optional.empty());
    assertEquals(List.of(), settings.problems());
    return config;
  }

  private static List<String> problems(Map<String, String> environment) {
    Settings settings = settings(environment);
    ServiceConfig.read(settings, Optional.empty());
    return settings.problems().stream().map(Object::toString).toList();
  }

  private static Settings settings(Map<String, String> environment) {
    return new Settings(ServiceSettings.ALL, environment, List.of());
  }
}
