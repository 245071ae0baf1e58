// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.tls;

import io.netcheck.daemon.files.ReadFiles;
import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingType;
import io.netcheck.daemon.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * The files of a client's side of TLS.
 *
 * @param authorities the only ones that the server's certificate may come from; those that Java
 *     trusts where there is no such file
 * @param certificate what is shown to a server that asks, with {@code key}
 */
public record ClientTls(
    Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key) {
  /** Java's own authorities, and no certificate. */
  public static final ClientTls DEFAULT =
      new ClientTls(Optional.empty(), Optional.empty(), Optional.empty());

  /** The name of a file of authorities. */
  public static final SettingType<Optional<Path>> AUTHORITIES =
      file("certificates of authorities", PemText::certificates);

  /** The name of a file with a certificate and what leads from it to its authority. */
  public static final SettingType<Optional<Path>> CERTIFICATE =
      file("a certificate", PemText::certificates);

  /** The name of a file with a private key. */
  public static final SettingType<Optional<Path>> KEY =
      file("a private key without a password", PemText::privateKey);

  public ClientTls {
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException("a certificate and its key, or neither of them");
    }
  }

  private static SettingType<Optional<Path>> file(String what, Consumer<String> check) {
    return new SettingType<>(
        "the path of a PEM file with " + what,
        text -> {
          if (text.isEmpty()) {
            return Optional.empty();
          }
          Path path = Path.of(text);
          check.accept(new ReadFiles().text(path));
          return Optional.of(path);
        });
  }

  /** Reads its settings; what is wrong is noted in {@code settings}. */
  public static ClientTls read(
      Settings settings,
      Setting<Optional<Path>> authorities,
      Setting<Optional<Path>> certificate,
      Setting<Optional<Path>> key) {
    int wrong = settings.problems().size();
    Optional<Path> ca = settings.get(authorities);
    Optional<Path> own = settings.get(certificate);
    Optional<Path> secret = settings.get(key);
    if (settings.problems().size() > wrong) {
      return DEFAULT;
    }
    if (own.isPresent() != secret.isPresent()) {
      settings.problem(
          own.isPresent() ? key : certificate, "a certificate and its key, or neither of them");
      return DEFAULT;
    }
    ClientTls tls = new ClientTls(ca, own, secret);
    try {
      if (!tls.isDefault()) {
        tls.context(new ReadFiles());
      }
    } catch (IllegalArgumentException e) {
      settings.problem(key, "the key of the certificate: " + e.getMessage());
    }
    return tls;
  }

  /** Whether there is any file. */
  public boolean isDefault() {
    return authorities.isEmpty() && certificate.isEmpty();
  }

  /**
   * TLS by what the files say now.
   *
   * @throws IllegalArgumentException if one is not what it should be, with a sentence that names it
   */
  public SSLContext context(ReadFiles files) {
    try {
      TrustManager[] trust = null;
      if (authorities.isPresent()) {
        String name = authorities.get().toString();
        trust =
            new TrustManager[] {
              CertificateAuthorities.of(name, files.text(authorities.get())).trustManager()
            };
      }
      KeyManager[] keys = null;
      if (certificate.isPresent() && key.isPresent()) {
        keys =
            CertificateIdentity.of(
                    certificate.get().toString(),
                    files.text(certificate.get()),
                    key.get().toString(),
                    files.text(key.get()))
                .keyManagers();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("this Java cannot use it: " + e.getMessage(), e);
    }
  }
}
