// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images.cluster;

import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A self-signed certificate for some addresses, created by keytool. */
final class Authority {
  private static final String PASSWORD = "changeit";

  private final Path store;

  Authority(Path folder, String... addresses) throws IOException {
    store = folder.resolve("api.p12");
    keytool(
        "-genkeypair",
        "-alias",
        "api",
        "-keyalg",
        "EC",
        "-dname",
        "CN=api",
        "-ext",
        "SAN=IP:" + String.join(",IP:", addresses),
        "-validity",
        "2");
  }

  String pem() throws IOException {
    return keytool("-exportcert", "-alias", "api", "-rfc");
  }

  SSLContext tls() throws IOException {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
      managers.init(keys, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private String keytool(String... words) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(words));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    return ProgramRun.output(command);
  }
}
