// SPDX-License-Identifier: Apache-2.0
package io.netcheck.page;

import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.web.ContentCoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A file as it is answered: with the headers of the page, and with an entity tag, so that a browser
 * that has it gets 304 (RFC 9110, section 13.1.2). It is compressed once. Thread-safe.
 */
final class ServedFile {
  /**
   * A browser may run, show and fetch what comes from here and nothing else; no text becomes markup
   * or code; no other site may show the page in a frame. Images in the page itself are those that
   * it draws.
   */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

  private static final Map<String, String> HEADERS =
      Map.of(
          Response.POLICY,
          POLICY,
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          // The browser asks each time whether it still has the file of this build.
          "Cache-Control",
          "no-cache",
          "Vary",
          "Accept-Encoding");

  private static final byte[] NO_BODY = {};
  private static final int TAG_BYTES = 12;

  private final Response plain;
  private final Response packed;
  private final String plainTag;
  private final String packedTag;

  ServedFile(ContentType type, byte[] content) {
    String hash = hash(content);
    // The two codings are two representations (RFC 9110, section 8.8.3.3).
    plainTag = '"' + hash + '"';
    packedTag = '"' + hash + "-gzip\"";
    plain = new Response(200, type.label(), content, HEADERS).withHeader("ETag", plainTag);
    packed =
        new Response(200, type.label(), packed(content), HEADERS)
            .withHeader("ETag", packedTag)
            .withHeader("Content-Encoding", "gzip");
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(Arrays.copyOf(digest, TAG_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }

  private static byte[] packed(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out =
        new GZIPOutputStream(bytes) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen: writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /** Bytes on the wire for a browser, which takes gzip. */
  int packedBytes() {
    return packed.body().length;
  }

  /** The response to {@code request}. */
  Response answer(Request request) {
    boolean packs =
        ContentCoding.preferredBy(request.head().header("Accept-Encoding")) == ContentCoding.GZIP;
    Response chosen = packs ? packed : plain;
    if (isKnown(request.head().header("If-None-Match"), packs ? packedTag : plainTag)) {
      return new Response(304, "", NO_BODY, chosen.headers());
    }
    return chosen;
  }

  /** Whether the client has what {@code tag} stands for, by the weak comparison. */
  private static boolean isKnown(String ifNoneMatch, String tag) {
    return Arrays.stream(ifNoneMatch.split(","))
        .map(String::strip)
        .anyMatch(known ->
            known.equals("*")
                || known.equals(tag)
                || (known.startsWith("W/") && known.substring(2).equals(tag)));
  }

  static HttpError notFound() {
    return new HttpError(ErrorCode.NOT_FOUND, "there is nothing at this path");
  }
}
