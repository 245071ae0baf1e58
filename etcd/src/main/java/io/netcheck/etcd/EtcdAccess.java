// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.settings.SettingType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The credentials of an exporter for etcd, and the prefix of its keys.
 *
 * @param prefix of all its keys, with a slash at both ends
 * @param caFile PEM certificates of the authorities of etcd's certificate; empty for those that
 *     Java trusts
 * @param certFile the client certificate as PEM; needs {@code keyFile}
 * @param keyFile the private key as PEM, in PKCS#8
 */
public record EtcdAccess(
    String prefix,
    Optional<Login> login,
    Optional<Path> caFile,
    Optional<Path> certFile,
    Optional<Path> keyFile) {
  public static final String DEFAULT_PREFIX = "/netcheck/";

  public static final EtcdAccess OPEN =
      new EtcdAccess(
          DEFAULT_PREFIX, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** A user of etcd and the password. */
  public record Login(String user, String password) {
    /** Never shows the password. */
    @Override
    public String toString() {
      return user + ":***";
    }
  }

  /** A prefix such as {@code /netcheck/}. */
  public static final SettingType<String> PREFIX =
      new SettingType<>(
          "a prefix of keys that begins and ends with a slash, such as " + DEFAULT_PREFIX,
          text -> {
            if (!text.matches("/([A-Za-z0-9._-]+/)+")) {
              throw new IllegalArgumentException();
            }
            return text;
          });

  /** A file with one line {@code user:password}. */
  public static final SettingType<Optional<Login>> LOGIN =
      new SettingType<>(
          "the path of a file with one line user:password",
          text -> text.isEmpty() ? Optional.empty() : Optional.of(login(text)));

  /** A PEM file. */
  public static final SettingType<Optional<Path>> PEM =
      new SettingType<>(
          "the path of a PEM file",
          text -> text.isEmpty() ? Optional.empty() : Optional.of(pem(text)));

  private static Login login(String path) {
    List<String> lines;
    try {
      lines = Files.readAllLines(Path.of(path), UTF_8).stream().filter(l -> !l.isBlank()).toList();
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException("cannot be read", e);
    }
    int colon = lines.size() == 1 ? lines.getFirst().indexOf(':') : -1;
    if (colon < 1 || colon == lines.getFirst().strip().length() - 1) {
      throw new IllegalArgumentException("does not have exactly one line user:password");
    }
    String line = lines.getFirst().strip();
    return new Login(line.substring(0, colon), line.substring(colon + 1));
  }

  private static Path pem(String text) {
    try {
      Path path = Path.of(text);
      if (!Files.readString(path).contains("-----BEGIN ")) {
        throw new IllegalArgumentException("not a PEM file");
      }
      return path;
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException("cannot be read", e);
    }
  }
}
