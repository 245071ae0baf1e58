// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netcheck.daemon.files.ReadFiles;
import io.netcheck.fuzz.FuzzTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The web configuration file, and the headers that only concern the pages. */
public final class WebTargets {
  private static final String HASH = "$2y$04$......................aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

  private WebTargets() {}

  public static List<FuzzTarget> all() {
    Path file = file();
    Map<String, BcryptHash> users = Map.of("admin", BcryptHash.parse(HASH));
    PasswordChecker passwords = new PasswordChecker();
    return List.of(
        FuzzTarget.of(
            "web-config",
            in -> {
              Files.write(file, in);
              return WebConfigFile.read(file, new ReadFiles());
            },
            List.of(IllegalArgumentException.class)),
        FuzzTarget.of("accept", in -> MetricsFormat.preferredBy(new String(in, ISO_8859_1))),
        FuzzTarget.of(
            "accept-encoding", in -> ContentCoding.preferredBy(new String(in, ISO_8859_1))),
        FuzzTarget.of(
            "basic-authorization", in -> passwords.matchAtOnce(users, new String(in, ISO_8859_1))));
  }

  private static Path file() {
    try {
      Path file = Files.createTempFile("web-config", ".yml");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
