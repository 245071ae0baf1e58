// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A connection over which anything can be sent, well-formed or not. */
public final class RawHttp implements AutoCloseable {
  public record Answer(int status, Map<String, String> headers, String body) {
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  private final Socket socket = new Socket();
  private final InputStream in;

  public RawHttp(InetSocketAddress address) throws IOException {
    socket.connect(address, 5_000);
    socket.setSoTimeout(5_000);
    in = new BufferedInputStream(socket.getInputStream());
  }

  public void send(String text) throws IOException {
    try {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    } catch (SocketException _) {
      // The server may have had enough already; what it said is still there to be read.
    }
  }

  public Answer ask(String request) throws IOException {
    send(request);
    return answer(request.startsWith("HEAD"));
  }

  /** Reads the next response. */
  public Answer answer(boolean head) throws IOException {
    String[] status = line().split(" ", 3);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      String[] parts = line.split(":", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
    }
    int code = Integer.parseInt(status[1]);
    if (!head && headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
      return new Answer(code, headers, chunks());
    }
    int length = head ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Answer(code, headers, new String(in.readNBytes(length), ISO_8859_1));
  }

  private String chunks() throws IOException {
    StringBuilder body = new StringBuilder();
    for (int length = chunk(); length > 0; length = chunk()) {
      body.append(new String(in.readNBytes(length), ISO_8859_1));
      line();
    }
    line();
    return body.toString();
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended after: " + line);
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** Whether the server ends the connection without an answer. */
  public boolean endsWithin(Duration duration) throws IOException {
    socket.setSoTimeout(Math.toIntExact(duration.toMillis()));
    in.mark(1);
    try {
      int first = in.read();
      in.reset();
      return first < 0;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (SocketException _) {
      return true;
    }
  }

  /** Whether the server answers with a status of 400 or more. */
  public boolean sawError() throws IOException {
    return answer(false).status() >= 400;
  }

  public boolean sawSuccess() throws IOException {
    try {
      return answer(false).status() < 400;
    } catch (EOFException | SocketException _) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
