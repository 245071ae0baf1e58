// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.netcheck.daemon.http.HttpError;
import java.net.InetAddress;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class PasswordCheckerTest {
  private static final String HASH = BCrypt.withDefaults().hashToString(4, "secret".toCharArray());
  private static final Map<String, BcryptHash> USERS = Map.of("alice", BcryptHash.parse(HASH));
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress ATTACKER = InetAddress.ofLiteral("192.0.2.2");

  private final PasswordChecker passwords = new PasswordChecker();

  private static String basic(String userAndPassword) {
    return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(UTF_8));
  }

  private boolean matches(Map<String, BcryptHash> users, String userAndPassword)
      throws HttpError, InterruptedException {
    return passwords.match(users, basic(userAndPassword), CLIENT);
  }

  /** GHSA-7rg2-cxvp-9p7p: parts that were joined could be made to look like others. */
  @Test
  void whatWasRightOpensNothingElse() throws HttpError, InterruptedException {
    assertTrue(matches(USERS, "alice:secret"));
    assertFalse(matches(USERS, "alic:esecret"));
    assertFalse(matches(USERS, "alices:ecret"));
    assertFalse(matches(USERS, HASH + "alice:secret"));
    assertFalse(matches(Map.of("bob", BcryptHash.parse(HASH)), "alice:secret"));
    // What an unknown user tried is not remembered, even where the decoy's password is guessed.
    assertFalse(matches(USERS, "eve:secret"));
    assertFalse(matches(USERS, "eve:secret"));
  }

  /** Neither a login that was right before nor a first one. */
  @Test
  void guessesWithoutEndKeepNoLoginOut() throws Exception {
    assertTrue(matches(USERS, "alice:secret"));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch refused = new CountDownLatch(1);
      for (int i = 0; i < 50; i++) {
        String guess = basic("alice:" + i);
        threads.execute(() -> guessUntilInterrupted(guess, refused));
      }
      try {
        refused.await();

        assertTrue(matches(USERS, "alice:secret"));
        assertTrue(
            matches(Map.of("bob", BcryptHash.parse(HASH)), "bob:secret"), "the first login of bob");
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private void guessUntilInterrupted(String guess, CountDownLatch refused) {
    try {
      while (true) {
        try {
          assertFalse(passwords.match(USERS, guess, ATTACKER));
        } catch (HttpError _) {
          refused.countDown();
          // A client waits for its answer. A thread that never waits lets no other virtual thread
          // run.
          Thread.sleep(1);
        }
      }
    } catch (InterruptedException _) {
      // The test is over.
    }
  }
}
