// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.metrics;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecimalTextTest {
  private static final int NUMBERS = 200_000;

  private final SplittableRandom random = new SplittableRandom(7);

  private static String text(double value) {
    byte[] bytes = new byte[DecimalText.MOST_BYTES + 2];
    int end = DecimalText.write(value, bytes, 1);
    return new String(bytes, 1, end - 1, US_ASCII);
  }

  private static void assertRight(double value) {
    assertEquals(Double.toString(value), text(value));
    assertEquals(Double.toString(-value), text(-value));
  }

  @Test
  void infinityIsAsThePrometheusFormatsHaveIt() {
    assertEquals("+Inf", text(Double.POSITIVE_INFINITY));
    assertEquals("-Inf", text(Double.NEGATIVE_INFINITY));
    assertEquals("NaN", text(Double.NaN));
  }

  @Test
  void everyPowerOfTenAndItsNeighboursAreRight() {
    for (int exponent = -330; exponent < 309; exponent++) {
      double power = Double.parseDouble("1e" + exponent);
      assertRight(power);
      assertRight(Math.nextUp(power));
      assertRight(Math.nextDown(power));
    }
  }

  @Test
  void decimalsOfEveryLengthAreRight() {
    for (int i = 0; i < NUMBERS; i++) {
      long digits = random.nextLong(1L << random.nextInt(1, 63));
      assertRight(digits / Math.pow(10, random.nextInt(13)));
    }
  }

  @Test
  void fractionsAreRight() {
    for (int i = 0; i < NUMBERS; i++) {
      assertRight(random.nextInt(10_000) / (double) random.nextInt(1, 10_000));
    }
  }

  @Test
  void anyNumberIsRight() {
    for (int i = 0; i < NUMBERS; i++) {
      double any = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(any)) {
        assertRight(any);
      }
    }
  }
}
