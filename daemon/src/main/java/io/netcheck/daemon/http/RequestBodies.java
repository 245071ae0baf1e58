// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Reads the bodies of requests within two bounds: what one may have, and what all that are under
 * way may hold together. Only what was really sent counts: many who announce much and send little
 * keep nobody else out.
 */
final class RequestBodies {
  private static final int FIRST = 16 * 1024;
  private static final byte[] NOTHING = {};

  private final Semaphore room;

  RequestBodies(int roomBytes) {
    room = new Semaphore(roomBytes);
  }

  /** One body; its room is given back when it is closed. */
  final class Body implements AutoCloseable {
    private byte[] bytes = NOTHING;
    private int held;

    byte[] bytes() {
      return bytes;
    }

    private void grow(int size) throws HttpError {
      if (!room.tryAcquire(size - held)) {
        throw new HttpError(503, "overloaded", "too many requests at once; try again", "");
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
   * @param announced its length, negative where that was not said
   * @throws HttpError 413 where there are more than {@code most} bytes, 503 where there is no room
   */
  Body read(InputStream in, long announced, int most) throws IOException, HttpError {
    if (announced > most) {
      throw tooLarge(most);
    }
    // One more than allowed, to see whether there is more.
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
    // What was not read cannot be skipped cheaply either.
    return new HttpError(
        413, "too_large", "at most " + most + " bytes expected", "", Map.of("Connection", "close"));
  }
}
