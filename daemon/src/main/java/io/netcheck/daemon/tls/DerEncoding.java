// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * As much of DER (X.690) as it takes to put the older forms of private keys into PKCS#8 (RFC 5958),
 * the only one that Java reads.
 */
final class DerEncoding {
  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;
  private static final int SEQUENCE = 0x30;

  /** The curve of a key in SEC1's form (RFC 5915, section 3). */
  private static final int PARAMETERS = 0xa0;

  private static final byte[] VERSION = {0};

  /** {@code rsaEncryption} with its NULL (RFC 8017, appendix C). */
  private static final byte[] RSA = {
    0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0
  };

  /** {@code id-ecPublicKey} (RFC 5480, section 2.1.1). */
  private static final byte[] EC = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
  };

  private DerEncoding() {}

  static byte[] pkcs8OfRsa(byte[] pkcs1) {
    return pkcs8(RSA, pkcs1);
  }

  /**
   * @throws IllegalArgumentException if it does not name its curve
   */
  static byte[] pkcs8OfEc(byte[] sec1) {
    byte[] curve =
        content(sec1, SEQUENCE)
            .flatMap(fields -> find(fields, PARAMETERS))
            .orElseThrow(
                () -> new IllegalArgumentException("holds an EC key that does not name its curve"));
    byte[] algorithm = Arrays.copyOf(EC, EC.length + curve.length);
    System.arraycopy(curve, 0, algorithm, EC.length, curve.length);
    return pkcs8(algorithm, sec1);
  }

  private static byte[] pkcs8(byte[] algorithm, byte[] key) {
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    info.writeBytes(element(INTEGER, VERSION));
    info.writeBytes(element(SEQUENCE, algorithm));
    info.writeBytes(element(OCTET_STRING, key));
    return element(SEQUENCE, info.toByteArray());
  }

  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      int bytes = content.length < 0x100 ? 1 : content.length < 0x10000 ? 2 : 3;
      out.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(content.length >> (8 * i));
      }
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  /** What the first element holds, if it has {@code tag}. */
  private static Optional<byte[]> content(byte[] der, int tag) {
    return find(der, tag).filter(_ -> der.length > 0 && (der[0] & 0xff) == tag);
  }

  /** What the first element of these that has {@code tag} holds. */
  private static Optional<byte[]> find(byte[] elements, int tag) {
    int at = 0;
    while (at + 2 <= elements.length) {
      int found = elements[at] & 0xff;
      int length = elements[at + 1] & 0xff;
      at += 2;
      if (length > 0x80) {
        int bytes = length & 0x7f;
        if (bytes > 3 || at + bytes > elements.length) {
          return Optional.empty();
        }
        length = 0;
        for (int i = 0; i < bytes; i++) {
          length = (length << 8) | (elements[at++] & 0xff);
        }
      }
      if (length == 0x80 || length > elements.length - at) {
        return Optional.empty();
      }
      if (found == tag) {
        return Optional.of(Arrays.copyOfRange(elements, at, at + length));
      }
      at += length;
    }
    return Optional.empty();
  }
}
