// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.RequestHeaders;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.testing.Keytool;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real certificates, as TLS hands them over when it has verified them. */
class CertificateAuthTest {
  private final CertificateAuth auth = new CertificateAuth(ProcessClock.SYSTEM);

  @TempDir Path folder;

  private X509Certificate certificate(String subject, String... more)
      throws IOException, GeneralSecurityException {
    Path store = folder.resolve("store-" + subject.hashCode() + List.of(more).hashCode());
    List<String> command =
        new ArrayList<>(
            List.of(
                "-genkeypair",
                "-alias",
                "agent",
                "-keyalg",
                "EC",
                "-dname",
                subject,
                "-storepass",
                "secret",
                "-keystore",
                store.toString()));
    command.addAll(List.of(more));
    Keytool.run(command);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "secret".toCharArray());
    }
    return (X509Certificate) keys.getCertificate("agent");
  }

  private static RequestHead request(X509Certificate... certificates) {
    return new RequestHead(
        InetAddress.getLoopbackAddress(),
        "POST",
        "/",
        "",
        RequestHeaders.NONE,
        List.of(certificates));
  }

  private static boolean mayBe(AuthenticatedCaller caller, String node) {
    boolean host = caller.mayBe(new ClientId(AgentKind.HOST, node));
    assertEquals(host, caller.mayBe(new ClientId(AgentKind.POD, node)), node);
    return host;
  }

  @Test
  void aCertificateSpeaksForTheNodesItNames() throws Exception {
    AuthenticatedCaller caller =
        auth.identify(
            request(certificate("CN=other", "-ext", "san=dns:Worker-1,dns:worker-1.example")));
    assertTrue(mayBe(caller, "worker-1"));
    assertTrue(mayBe(caller, "worker-1.example"));
    assertEquals("CN=other", caller.credential());
    assertFalse(mayBe(caller, "worker-2"));
    assertFalse(mayBe(caller, "other"), "there are alternative names");
  }

  @Test
  void itsCommonNameCountsWhereThereIsNoOther() throws Exception {
    AuthenticatedCaller caller =
        auth.identify(request(certificate("CN=Worker-1, OU=nodes, O=example")));
    assertTrue(mayBe(caller, "worker-1"));
    assertFalse(mayBe(caller, "nodes"));
    AuthenticatedCaller unit = auth.identify(request(certificate("OU=worker-1, O=example")));
    assertFalse(mayBe(unit, "worker-1"));
    // Some call their nodes by their addresses.
    AuthenticatedCaller address =
        auth.identify(request(certificate("CN=worker-1", "-ext", "san=ip:10.0.0.1")));
    assertFalse(mayBe(address, "worker-1"));
    assertFalse(mayBe(address, "10.0.0.1"));
  }

  @Test
  void aNameWithAStarIsNoNodes() throws Exception {
    X509Certificate star = certificate("CN=x", "-ext", "san=dns:*.example");
    assertFalse(mayBe(auth.identify(request(star)), "worker-1.example"));
  }

  @Test
  void oneUriSpeaksForEveryNodeAndNoOther() throws Exception {
    AuthenticatedCaller any =
        auth.identify(request(certificate("CN=x", "-ext", "san=uri:urn:netcheck:any-node")));
    assertTrue(mayBe(any, "worker-1"));
    AuthenticatedCaller other =
        auth.identify(request(certificate("CN=x", "-ext", "san=uri:urn:netcheck:any-node-2")));
    assertFalse(mayBe(other, "worker-1"));
    AuthenticatedCaller mail =
        auth.identify(request(certificate("CN=x", "-ext", "san=email:urn:netcheck:any-node")));
    assertFalse(mayBe(mail, "worker-1"));
  }

  @Test
  void onlyTheFirstIsTheClients() throws Exception {
    X509Certificate own = certificate("CN=worker-1");
    X509Certificate authority = certificate("CN=worker-2");
    AuthenticatedCaller caller = auth.identify(request(own, authority));
    assertTrue(mayBe(caller, "worker-1"));
    assertFalse(mayBe(caller, "worker-2"));
  }

  private static ProcessClock at(Supplier<Instant> now) {
    return new ProcessClock() {
      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      public Instant instant() {
        return now.get();
      }
    };
  }

  @Test
  void noneAndOneThatIsNotValidNowAreRefused() throws Exception {
    assertEquals(
        new AuthenticatedCaller.Refused(AuthRefusal.NO_CERTIFICATE), auth.identify(request()));
    X509Certificate certificate =
        certificate("CN=worker-1", "-startdate", "2026/01/01 00:00:00", "-validity", "30");
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-02T03:04:05Z"));
    CertificateAuth later = new CertificateAuth(at(now::get));
    assertTrue(mayBe(later.identify(request(certificate)), "worker-1"));
    X509Certificate next =
        certificate("CN=worker-1", "-startdate", "2027/01/01 00:00:00", "-validity", "30");
    assertEquals(
        new AuthenticatedCaller.Refused(AuthRefusal.NO_CERTIFICATE), later.identify(request(next)));
    // TLS looked when the connection began.
    now.updateAndGet(it -> it.plus(Duration.ofDays(31)));
    assertEquals(
        new AuthenticatedCaller.Refused(AuthRefusal.NO_CERTIFICATE),
        later.identify(request(certificate)));
  }
}
