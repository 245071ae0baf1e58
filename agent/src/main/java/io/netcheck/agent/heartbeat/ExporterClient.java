// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.HeartbeatJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends a heartbeat to the exporter and reads the answer: one attempt with one deadline for all of
 * it. Uses {@link HttpURLConnection}, which costs the agent half a megabyte of memory; the newer
 * client costs thirteen.
 */
final class ExporterClient implements AutoCloseable {
  /** Room for the largest answer, which is a list of 5,000 peers. */
  static final int MAX_ANSWER = 2 << 20;

  private static final int MAX_REFUSAL = 16 * 1024;

  /** The exporter answered, and did not accept the heartbeat. */
  static final class HeartbeatRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    HeartbeatRefusedException(int status, Optional<String> code) {
      super("status " + status + code.map(word -> " " + word).orElse(""));
    }
  }

  /** The connection opened, and there was no answer in time. */
  static final class HeartbeatStoppedException extends IOException {
    private static final long serialVersionUID = 1L;

    HeartbeatStoppedException(IOException cause) {
      super("connected, but no answer in time", cause);
    }
  }

  private final URI heartbeats;
  private final ExporterConnections connections;
  private final HeartbeatCredential credential;
  private final int timeoutMillis;
  private final ProcessClock clock;
  private final ScheduledExecutorService watchdog;

  /**
   * @param server the exporter's URL; the request URL does not contain its user information
   * @param connections opens the connections to the exporter
   * @param timeout for one heartbeat, from connecting to the end of the answer
   */
  ExporterClient(
      URI server,
      ExporterConnections connections,
      HeartbeatCredential credential,
      Duration timeout,
      ProcessClock clock) {
    this.connections = connections;
    this.credential = credential;
    this.clock = clock;
    // A repeated heartbeat would be counted twice.
    System.setProperty("sun.net.http.retryPost", "false");
    // The default is 5 s, which is exactly when the next heartbeat is due. A stretched interval has
    // up to 33 s, and must not need a handshake for each heartbeat. The exporter keeps idle
    // connections for three minutes.
    System.setProperty("http.keepAlive.time.server", "90");
    String base = server.toString();
    Optional<String> userInfo = Optional.ofNullable(server.getUserInfo());
    String plain = userInfo.isPresent() ? base.replace(server.getRawUserInfo() + "@", "") : base;
    heartbeats =
        URI.create(
            (plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain)
                + "/api/v2/heartbeat");
    timeoutMillis = (int) timeout.toMillis();
    watchdog =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("heartbeat-deadline").daemon().factory());
  }

  /**
   * Sends {@code heartbeat} once.
   *
   * @throws IOException if the exporter did not accept it, or could not be reached
   */
  HeartbeatAnswer send(Heartbeat heartbeat) throws IOException {
    Optional<String> authorization = credential.header();
    HttpURLConnection connection = connections.open(heartbeats);
    long deadlineNanos = clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    // Interrupts the wait for the head of an answer. Reading a body holds a lock that disconnect()
    // needs, so that has its own check of the deadline.
    ScheduledFuture<?> deadline =
        watchdog.schedule(connection::disconnect, timeoutMillis, TimeUnit.MILLISECONDS);
    try {
      authorization.ifPresent(value -> connection.setRequestProperty("Authorization", value));
      return exchange(connection, HeartbeatJson.write(heartbeat), deadlineNanos);
    } finally {
      deadline.cancel(false);
    }
  }

  /**
   * Sends {@code heartbeat} once, over a connection whose segments are small in both directions.
   *
   * @throws IOException if the exporter did not accept it, or could not be reached
   */
  HeartbeatAnswer sendInSmallSegments(Heartbeat heartbeat) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    headers.put("Content-Type", "application/json");
    credential.header().ifPresent(value -> headers.put("Authorization", value));
    try (SmallSegmentRequest request =
        new SmallSegmentRequest(heartbeats, connections, timeoutMillis)) {
      ScheduledFuture<?> deadline =
          watchdog.schedule(() -> abort(request), timeoutMillis, TimeUnit.MILLISECONDS);
      try {
        ShortAnswer answer = request.post(headers, HeartbeatJson.write(heartbeat));
        if (answer.status() != HttpURLConnection.HTTP_OK) {
          throw new HeartbeatRefusedException(
              answer.status(), HeartbeatJson.readRefusal(answer.body()));
        }
        return HeartbeatJson.readAnswer(answer.body());
      } finally {
        deadline.cancel(false);
      }
    }
  }

  private static void abort(SmallSegmentRequest request) {
    try {
      request.close();
    } catch (IOException _) {
      // It is of no use any more.
    }
  }

  private HeartbeatAnswer exchange(HttpURLConnection connection, byte[] body, long deadlineNanos)
      throws IOException {
    connection.setConnectTimeout(timeoutMillis);
    connection.setReadTimeout(timeoutMillis);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod("POST");
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    connection.connect();
    try {
      return answer(connection, body, deadlineNanos);
    } catch (HeartbeatRefusedException e) {
      throw e;
    } catch (IOException e) {
      throw e instanceof SocketTimeoutException || clock.nanoTime() - deadlineNanos >= 0
          ? new HeartbeatStoppedException(e)
          : e;
    }
  }

  private HeartbeatAnswer answer(HttpURLConnection connection, byte[] body, long deadlineNanos)
      throws IOException {
    // Streaming mode would hide the answer if the status is 401.
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body);
    }
    int status = connection.getResponseCode();
    if (status != HttpURLConnection.HTTP_OK) {
      throw new HeartbeatRefusedException(status, refusal(connection));
    }
    try (InputStream in = connection.getInputStream()) {
      return HeartbeatJson.readAnswer(read(in, deadlineNanos));
    }
  }

  /** The timeout of the socket limits each single read; this limits all of them together. */
  private byte[] read(InputStream in, long deadlineNanos) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    byte[] part = new byte[8 * 1024];
    for (int length = in.read(part); length >= 0; length = in.read(part)) {
      answer.write(part, 0, length);
      if (answer.size() > MAX_ANSWER) {
        throw new IOException("the exporter's answer is larger than " + MAX_ANSWER + " bytes");
      }
      if (clock.nanoTime() - deadlineNanos > 0) {
        throw new SocketTimeoutException("the exporter's answer takes too long");
      }
    }
    return answer.toByteArray();
  }

  /** The error code in the answer. Reads all of it, so that the connection can be used again. */
  private static Optional<String> refusal(HttpURLConnection connection) throws IOException {
    try (InputStream in = connection.getErrorStream()) {
      return in == null ? Optional.empty() : HeartbeatJson.readRefusal(in.readNBytes(MAX_REFUSAL));
    }
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
  }
}
