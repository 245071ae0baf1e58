// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Reads the bodies of requests within two limits: one for a single body, and one for all bodies
 * that are being handled. Only bytes that were really received count. A client that announces much
 * and sends little therefore blocks no other client.
 */
final class RequestBodies {
  private static final int FIRST = 16 * 1024;
  private static final byte[] NOTHING = {};

  private final Semaphore room;

  RequestBodies(int roomBytes) {
    room = new Semaphore(roomBytes);
  }

  /** One body. Closing it releases its share of the memory limit. */
  final class Body implements AutoCloseable {
    private byte[] bytes = NOTHING;
    private int held;

    byte[] bytes() {
      return bytes;
    }

    private void grow(int size) throws HttpError {
      if (!room.tryAcquire(size - held)) {
        throw new HttpError(ErrorCode.OVERLOADED, "too many requests at once; try again");
      }
      held = size;
      bytes = Arrays.copyOf(bytes, size);
    }

    @Override
    public void close() {
      room.release(held);
      held = 0;
    }
  }

  /**
   * Reads all of {@code in}.
   *
   * @param announced the announced length, negative if there is none
   * @throws HttpError 413 if there are more than {@code most} bytes, 503 if the memory limit is
   *     reached
   */
  Body read(InputStream in, long announced, int most) throws IOException, HttpError {
    if (announced > most) {
      throw tooLarge(most);
    }
    // One byte more than allowed, to notice a body that is too large.
    int full = announced < 0 ? most + 1 : (int) announced;
    Body body = new Body();
    try {
      int length = 0;
      while (length < full) {
        if (length == body.bytes.length) {
          body.grow(Math.min(full, Math.max(FIRST, 2 * length)));
        }
        int read = in.read(body.bytes, length, body.bytes.length - length);
        if (read < 0) {
          break;
        }
        length += read;
      }
      if (length > most) {
        throw tooLarge(most);
      }
      body.bytes = length == body.bytes.length ? body.bytes : Arrays.copyOf(body.bytes, length);
      return body;
    } catch (IOException | HttpError e) {
      body.close();
      throw e;
    }
  }

  private static HttpError tooLarge(int most) {
    // Closed, because skipping the rest of the body would cost as much as reading it.
    return new HttpError(
        ErrorCode.TOO_LARGE,
        "at most " + most + " bytes expected",
        "",
        Map.of("Connection", "close"));
  }
}
