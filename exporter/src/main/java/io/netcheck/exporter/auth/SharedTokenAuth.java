// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.auth;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.StartException;
import io.netcheck.daemon.http.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Believes whoever has the token in a file. The file is looked at again once a second. While it
 * cannot be read, or makes no sense, the tokens that were read last are good.
 */
final class SharedTokenAuth implements Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(SharedTokenAuth.class);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Caller ANYBODY = new Caller.Anybody();

  private final Path file;
  private final ProcessClock clock;
  private SharedTokens tokens;
  private long lookedNanos;
  private String problem = "";

  /**
   * @throws StartException if there is no token in the file
   */
  SharedTokenAuth(Path file, ProcessClock clock) {
    this.file = file;
    this.clock = clock;
    this.lookedNanos = clock.nanoTime();
    try {
      this.tokens = SharedTokens.read(file);
    } catch (IOException e) {
      throw new StartException("the token file " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Caller identify(Request request) {
    Optional<String> token = BearerToken.in(request.authorization());
    if (token.isEmpty()) {
      return new Caller.Refused(Refusal.NO_TOKEN);
    }
    return current().contain(token.get()) ? ANYBODY : new Caller.Refused(Refusal.WRONG_TOKEN);
  }

  private synchronized SharedTokens current() {
    long now = clock.nanoTime();
    if (now - lookedNanos >= LOOK_NANOS) {
      lookedNanos = now;
      look();
    }
    return tokens;
  }

  private void look() {
    try {
      SharedTokens next = SharedTokens.read(file);
      if (!next.equals(tokens)) {
        LOG.info("token file changed file={}", file);
      } else if (!problem.isEmpty()) {
        LOG.info("token file back file={}", file);
      }
      tokens = next;
      problem = "";
    } catch (IOException e) {
      String what = String.valueOf(e.getMessage());
      if (!what.equals(problem)) {
        LOG.warn(
            "token file not taken, the tokens of before stay good file={} problem=\"{}\"",
            file,
            what);
      }
      problem = what;
    }
  }
}
