// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * JSON that many clients ask for again and again: compressed once, with an {@code ETag}.
 *
 * @param tag another one if the content may be another
 */
@SuppressWarnings("ArrayRecordComponent") // only written, never changed
public record JsonAnswer(String tag, byte[] plain, byte[] packed) {
  private static final int LEAST_PACKED = 1_024;

  public static JsonAnswer of(String tag, byte[] plain) {
    return new JsonAnswer(tag, plain, plain.length < LEAST_PACKED ? plain : gzip(plain));
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen: writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /** The response to a request; without a body if the client has the same content (RFC 9110). */
  public Response to(Request request) {
    String etag = "W/\"" + tag + "\"";
    boolean known =
        Arrays.stream(request.head().header("If-None-Match").split(",", -1))
            .anyMatch(held -> held.strip().equals(etag));
    if (known) {
      return new Response(304, "", new byte[0], Map.of())
          .withHeader("ETag", etag)
          .withHeader("Vary", "Accept-Encoding")
          .withHeader("Cache-Control", "no-cache");
    }
    boolean packs =
        packed.length < plain.length
            && request.head().header("Accept-Encoding").toLowerCase(Locale.ROOT).contains("gzip");
    Response response =
        Response.json(packs ? packed : plain)
            .withHeader("ETag", etag)
            .withHeader("Vary", "Accept-Encoding")
            .withHeader("Cache-Control", "no-cache");
    return packs ? response.withHeader("Content-Encoding", "gzip") : response;
  }
}
