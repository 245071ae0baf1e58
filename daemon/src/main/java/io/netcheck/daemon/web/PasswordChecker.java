// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whether a request has the user and password of a permitted user (RFC 7617).
 *
 * <p>bcrypt is slow on purpose. One password is therefore checked at a time, with a pause after
 * each wrong one: an attacker who guesses uses at most a quarter of one processor. A correct
 * password is remembered under a keyed hash whose key never leaves this process. A wrong password
 * is not remembered, so nothing that a stranger sends stays in the cache (GHSA-7rg2-cxvp-9p7p).
 * Thread-safe.
 */
final class PasswordChecker {
  private static final String SCHEME = "Basic ";
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int RESTS = 3;
  private static final long LONGEST_REST_MILLIS = 1_000;
  private static final int MOST_REMEMBERED = 1_000;

  private final SecretKeySpec secret;
  private final Set<ByteBuffer> right =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
                  return size() > MOST_REMEMBERED;
                }
              }));

  private final PasswordTurns turns = new PasswordTurns(PATIENCE);

  PasswordChecker() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    secret = new SecretKeySpec(key, "HmacSHA256");
  }

  /** What a client gave, and under which key it is remembered if it is right. */
  @SuppressWarnings("ArrayRecordComponent") // only checked, never changed
  private record Attempt(BcryptHash hash, boolean isOfUser, byte[] password, ByteBuffer key) {}

  /**
   * Whether {@code authorization} belongs to one of {@code users}.
   *
   * @param source of the request
   * @throws HttpError 503 if too many requests wait for a check
   */
  boolean match(Map<String, BcryptHash> users, String authorization, InetAddress source)
      throws HttpError, InterruptedException {
    Optional<Attempt> given = attempt(users, authorization);
    if (given.isEmpty()) {
      return false;
    }
    Attempt attempt = given.get();
    if (right.contains(attempt.key)) {
      return true;
    }
    boolean fits = inTurn(source, attempt) && attempt.isOfUser;
    if (fits) {
      right.add(attempt.key);
    }
    return fits;
  }

  /** The same without a slow check; empty if it would need one. */
  Optional<Boolean> matchAtOnce(Map<String, BcryptHash> users, String authorization) {
    Optional<Attempt> given = attempt(users, authorization);
    if (given.isEmpty()) {
      return Optional.of(false);
    }
    return right.contains(given.get().key) ? Optional.of(true) : Optional.empty();
  }

  /** Empty if {@code authorization} has no user and password. */
  private Optional<Attempt> attempt(Map<String, BcryptHash> users, String authorization) {
    if (users.isEmpty() || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    String given;
    try {
      given =
          new String(Base64.getDecoder().decode(authorization.substring(SCHEME.length())), UTF_8);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    int colon = given.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String user = given.substring(0, colon);
    byte[] password = given.substring(colon + 1).getBytes(UTF_8);
    BcryptHash known = users.get(user);
    BcryptHash hash = known == null ? decoy(users, user) : known;
    // The key includes the hash, so that a changed password invalidates the entry.
    byte[] key = mac(hash.text().getBytes(UTF_8), user.getBytes(UTF_8), password);
    return Optional.of(new Attempt(hash, known != null, password, ByteBuffer.wrap(key)));
  }

  /**
   * A hash for an unknown user, with the cost of a real one. The same name always gets the same
   * cost.
   */
  private BcryptHash decoy(Map<String, BcryptHash> users, String user) {
    List<Integer> costs = users.values().stream().map(BcryptHash::cost).sorted().toList();
    int index = Math.floorMod(ByteBuffer.wrap(mac(user.getBytes(UTF_8))).getInt(), costs.size());
    return BcryptHash.decoy(costs.get(index));
  }

  private boolean inTurn(InetAddress source, Attempt attempt)
      throws HttpError, InterruptedException {
    if (!turns.begin(source)) {
      throw new HttpError(ErrorCode.BUSY, "too many passwords to check; try again");
    }
    try {
      return check(attempt.hash, attempt.password);
    } finally {
      turns.end();
    }
  }

  private static boolean check(BcryptHash hash, byte[] password) throws InterruptedException {
    long began = System.nanoTime();
    boolean fits = hash.fits(password);
    if (!fits) {
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      Thread.sleep(Math.min(LONGEST_REST_MILLIS, RESTS * took));
    }
    return fits;
  }

  /**
   * The digest of all parts, each preceded by its length, so that different lists never give the
   * same input.
   */
  private byte[] mac(byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      for (byte[] part : parts) {
        mac.update(ByteBuffer.allocate(4).putInt(part.length).flip());
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HMAC", e);
    }
  }
}
