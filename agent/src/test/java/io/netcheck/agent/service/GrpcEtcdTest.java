// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.protocol.FailureReason;
import io.netcheck.testing.EtcdServer;
import io.netcheck.testing.MachineTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against etcd, whose client port is a gRPC server with health checks, written in Go. */
@MachineTest
class GrpcEtcdTest {
  @TempDir private Path folder;

  @Test
  void etcdServesUntilItFreezesOrEnds() throws Exception {
    try (EtcdServer etcd = new EtcdServer(folder).start()) {
      assertEquals(Optional.empty(), check(etcd, "grpc", "", List.of()));
      assertEquals(
          CheckFixtures.failed(FailureReason.UNKNOWN_SERVICE),
          check(etcd, "grpc", "/none.Such", List.of()));
      etcd.freeze();
      assertEquals(
          CheckFixtures.failed(FailureReason.TIMEOUT),
          check(etcd, "grpc", "", List.of(), CheckFixtures.now()));
      etcd.thaw();
      assertEquals(Optional.empty(), check(etcd, "grpc", "", List.of()));
      etcd.kill();
      assertEquals(CheckFixtures.failed(FailureReason.REFUSED), check(etcd, "grpc", "", List.of()));
    }
  }

  @Test
  void etcdServesOverTls() throws Exception {
    TestCertificate certificate = new TestCertificate(folder, "-1d", 3);
    List<String> flags =
        List.of(
            "--cert-file=" + certificate.pem(folder.resolve("cert.pem")),
            "--key-file=" + certificate.keyPem(folder.resolve("key.pem")));
    try (EtcdServer etcd = new EtcdServer(folder, "https", flags).start()) {
      assertEquals(Optional.empty(), check(etcd, "grpcs", "", List.of(certificate)));
      assertEquals(CheckFixtures.failed(FailureReason.TLS), check(etcd, "grpcs", "", List.of()));
    }
  }

  private Optional<FailureReason> check(
      EtcdServer etcd, String scheme, String path, List<TestCertificate> trusted) throws Exception {
    return check(etcd, scheme, path, trusted, CheckFixtures.soon());
  }

  private Optional<FailureReason> check(
      EtcdServer etcd,
      String scheme,
      String path,
      List<TestCertificate> trusted,
      CheckDeadline deadline)
      throws Exception {
    // etcd's certificate is for web.test, which its address stands for here.
    Service service = ServiceUrl.parse("etcd=" + scheme + "://web.test:" + etcd.port() + path);
    HostResolver hosts =
        CheckFixtures.resolver(Files.writeString(folder.resolve("hosts"), "127.0.0.1 web.test\n"));
    TlsTrust trust =
        TlsTrust.of(trusted.isEmpty() ? List.of() : List.of(trusted.getFirst().authority()));
    ConnectionLayer layer =
        service.kind().isEncrypted()
            ? new TlsLayer(() -> trust, service, "h2")
            : ConnectionLayer.NONE;
    return new GrpcCheck(new ServiceAddress(service, hosts, Optional.empty()), layer, "9.9")
        .run(deadline)
        .failure();
  }
}
