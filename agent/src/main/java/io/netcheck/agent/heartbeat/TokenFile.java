// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netcheck.agent.heartbeat.HeartbeatCredential.NoTokenException;
import io.netcheck.daemon.http.BearerToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file whose first line is the token. Further lines are ignored here: the agent and the exporter
 * can share one file, and the exporter also accepts the previous token in the second line.
 */
record TokenFile(Path path) {
  static final int MAX_BYTES = BearerToken.MAX_BYTES;

  String read() throws NoTokenException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException _) {
      throw new NoTokenException("there is no token file " + path);
    } catch (IOException e) {
      throw new NoTokenException("the token file " + path + " cannot be read: " + e.getMessage());
    }
    if (bytes.length > MAX_BYTES) {
      throw new NoTokenException("the token file " + path + " is larger than 8 KiB");
    }
    String token = new String(bytes, ISO_8859_1).lines().findFirst().orElse("").strip();
    if (token.isEmpty()) {
      throw new NoTokenException("the token file " + path + " has an empty first line");
    }
    if (!BearerToken.isOne(token)) {
      throw new NoTokenException("the first line of the token file " + path + " is no token");
    }
    return token;
  }
}
