// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import at.favre.lib.crypto.bcrypt.Radix64Encoder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A password hash of bcrypt: {@code $2y$10$}, 22 characters of salt and 31 of hash. The letter
 * after the 2 makes no difference here: each letter names an implementation with certain bugs, and
 * this one has none of them.
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record BcryptHash(String text, int cost, byte[] salt, byte[] hash) {
  private static final Pattern FORM =
      Pattern.compile("\\$2[a-z]?\\$([0-9]{2})\\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})");

  /** So many bytes of a password count. */
  private static final int MOST_BYTES = 72;

  /** The hash of no password. An unknown user is compared with it. */
  private static final String DECOY =
      "$2y$10$QOauhQNbBCuQDKes6eFzPeaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

  /**
   * @throws IllegalArgumentException if it is not of this form
   */
  static BcryptHash parse(String text) {
    Matcher matcher = FORM.matcher(text);
    int cost = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    if (cost < BCrypt.MIN_COST || cost > BCrypt.MAX_COST) {
      throw new IllegalArgumentException("not a bcrypt hash");
    }
    Radix64Encoder radix = new Radix64Encoder.Default();
    return new BcryptHash(
        text,
        cost,
        radix.decode(matcher.group(2).getBytes(US_ASCII)),
        radix.decode(matcher.group(3).getBytes(US_ASCII)));
  }

  /**
   * A hash that matches no password. A comparison takes as long as with any hash of {@code cost}.
   */
  static BcryptHash decoy(int cost) {
    BcryptHash decoy = parse(DECOY);
    return new BcryptHash("", cost, decoy.salt(), decoy.hash());
  }

  /**
   * Whether {@code password} matches. The time depends on the cost alone.
   *
   * <p>A longer one than {@link #MOST_BYTES} does not match: bcrypt does not look at the rest, so
   * that any rest would be right.
   */
  boolean fits(byte[] password) {
    boolean verified =
        BCrypt.verifyer(
                BCrypt.Version.VERSION_2A,
                LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2A))
            .verify(password, cost, salt, hash)
            .verified;
    return verified && password.length <= MOST_BYTES;
  }

  @Override
  public String toString() {
    return "bcrypt:***";
  }
}
