// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Collects the bodies of requests within two limits: one for a single body, and one for all bodies
 * that are being handled. Only bytes that were really received count. A client that announces much
 * and sends little therefore blocks no other client. Thread-safe; a single body is not.
 */
public final class RequestBodies {
  private static final int FIRST = 16 * 1024;
  private static final byte[] NOTHING = {};

  private final Semaphore room;

  /**
   * @param roomBytes for all bodies together
   */
  public RequestBodies(int roomBytes) {
    room = new Semaphore(roomBytes);
  }

  /** One body. Closing it releases its share of the memory limit. */
  public final class Body implements AutoCloseable {
    private final int full;
    private final int most;
    private byte[] bytes = NOTHING;
    private int length;

    private Body(long announced, int most) {
      this.most = most;
      this.full = announced < 0 ? most : (int) announced;
    }

    /** All bytes so far. */
    public byte[] content() {
      return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    /**
     * Adds the next bytes.
     *
     * @throws HttpError 413 if the body is too large, 503 if there is no room for it
     */
    public void append(ByteBuffer piece) throws HttpError {
      int more = piece.remaining();
      if (more > most - length) {
        throw tooLarge(most);
      }
      if (more > bytes.length - length) {
        grow(Math.max(length + more, Math.min(full, Math.max(FIRST, 2 * length))));
      }
      piece.get(bytes, length, more);
      length += more;
    }

    private void grow(int size) throws HttpError {
      if (!room.tryAcquire(size - bytes.length)) {
        throw new HttpError(ErrorCode.OVERLOADED, "too many requests at once; try again");
      }
      bytes = Arrays.copyOf(bytes, size);
    }

    @Override
    public void close() {
      room.release(bytes.length);
      bytes = NOTHING;
      length = 0;
    }
  }

  /**
   * Begins a body.
   *
   * @param announced the announced length, negative if there is none
   * @param most bytes that are accepted
   * @throws HttpError 413 if more than these are announced
   */
  public Body begin(long announced, int most) throws HttpError {
    if (announced > most) {
      throw tooLarge(most);
    }
    return new Body(announced, most);
  }

  /**
   * Reads all of {@code in}.
   *
   * @throws HttpError 413 if there are more than {@code most} bytes, 503 if there is no room for
   *     them
   */
  public Body read(InputStream in, long announced, int most) throws IOException, HttpError {
    Body body = begin(announced, most);
    try {
      byte[] piece = new byte[FIRST];
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        body.append(ByteBuffer.wrap(piece, 0, read));
      }
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
