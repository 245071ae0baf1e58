// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.daemon.files.ReadFiles;
import io.netcheck.daemon.http.BearerToken;
import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingTypes;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.daemon.tls.ClientTls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The flags for TLS and the token of all commands that ask an exporter or an agent. */
final class AccessFlags {
  private static final Setting<Optional<Path>> CA_FILE =
      new Setting<>(
          "NETCHECK_CA_FILE",
          "",
          ClientTls.AUTHORITIES,
          "The authorities that may issue the exporter's certificate. Default: those that Java"
              + " trusts.");

  private static final Setting<Optional<Path>> CERT_FILE =
      new Setting<>(
          "NETCHECK_CERT_FILE",
          "",
          ClientTls.CERTIFICATE,
          "The client certificate for the exporter.");

  private static final Setting<Optional<Path>> KEY_FILE =
      new Setting<>(
          "NETCHECK_KEY_FILE", "", ClientTls.KEY, "The private key of the client certificate.");

  private static final Setting<Optional<String>> TOKEN_FILE =
      new Setting<>(
          "NETCHECK_TOKEN_FILE",
          "",
          SettingTypes.optional("a file whose first line is a token", AccessFlags::token),
          "The token that readers of the exporter or agent need, if they need one"
              + " (NETCHECK_WEB_TOKEN_FILE).");

  private AccessFlags() {}

  private static Optional<String> token(String file) {
    Optional<String> token =
        new ReadFiles().text(Path.of(file)).lines().findFirst().map(String::strip);
    if (token.filter(BearerToken::isOne).isEmpty()) {
      throw new IllegalArgumentException();
    }
    return token;
  }

  /** The flags of a command, followed by these. */
  static List<Setting<?>> after(Setting<?>... flags) {
    List<Setting<?>> all = new ArrayList<>(List.of(flags));
    all.addAll(List.of(CA_FILE, CERT_FILE, KEY_FILE, TOKEN_FILE));
    return all;
  }

  /** What these flags say; what is wrong is noted in {@code given}. */
  static ExporterAccess read(Settings given) {
    return new ExporterAccess(
        ClientTls.read(given, CA_FILE, CERT_FILE, KEY_FILE), given.get(TOKEN_FILE));
  }
}
