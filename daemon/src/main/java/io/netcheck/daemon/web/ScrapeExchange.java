// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import io.netcheck.daemon.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A scrape without a connection: it gives the library's adapter a request that says what has been
 * decided already, and keeps the response in memory. Used by one thread.
 */
final class ScrapeExchange extends HttpExchange {
  private final URI uri;
  private final Headers request = new Headers();
  private final Headers response = new Headers();
  private final ByteArrayOutputStream body;
  private int status = -1;

  /**
   * @param expectedBytes of the body; it may become larger
   */
  ScrapeExchange(URI uri, MetricsFormat format, ContentCoding coding, int expectedBytes) {
    this.uri = uri;
    request.set("Accept", format.mediaType());
    if (coding == ContentCoding.GZIP) {
      request.set("Accept-Encoding", "gzip");
    }
    body = new ByteArrayOutputStream(expectedBytes);
  }

  /** What has been written. */
  Response response() {
    String type = response.getFirst("Content-Type");
    String coding = response.getFirst("Content-Encoding");
    return new Response(
        status,
        type == null ? "" : type,
        body.toByteArray(),
        coding == null ? Map.of() : Map.of("Content-Encoding", coding));
  }

  @Override
  public Headers getRequestHeaders() {
    return request;
  }

  @Override
  public Headers getResponseHeaders() {
    return response;
  }

  @Override
  public URI getRequestURI() {
    return uri;
  }

  @Override
  public String getRequestMethod() {
    // The listener leaves out the body of the response to a HEAD request.
    return "GET";
  }

  @Override
  public InputStream getRequestBody() {
    return InputStream.nullInputStream();
  }

  @Override
  public OutputStream getResponseBody() {
    return body;
  }

  @Override
  public void sendResponseHeaders(int code, long length) {
    status = code;
  }

  @Override
  public int getResponseCode() {
    return status;
  }

  @Override
  public void close() {}

  @Override
  public HttpContext getHttpContext() {
    throw new UnsupportedOperationException("no server");
  }

  @Override
  public InetSocketAddress getRemoteAddress() {
    throw new UnsupportedOperationException("no connection");
  }

  @Override
  public InetSocketAddress getLocalAddress() {
    throw new UnsupportedOperationException("no connection");
  }

  @Override
  public String getProtocol() {
    return "HTTP/1.1";
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    return null;
  }

  @Override
  public void setAttribute(String name, @Nullable Object value) {}

  @Override
  public void setStreams(@Nullable InputStream in, @Nullable OutputStream out) {
    throw new UnsupportedOperationException("no connection");
  }

  @Override
  public @Nullable HttpPrincipal getPrincipal() {
    return null;
  }
}
