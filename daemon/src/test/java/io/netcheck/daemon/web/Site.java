// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.AllowedHosts;
import io.netcheck.daemon.http.CrossOriginProtection;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.HttpListener;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.RouteAccess;
import io.netcheck.daemon.http.Routes;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A listener behind a web configuration file, a token file or both, of a test's own. */
public final class Site implements AutoCloseable {
  private static final HttpLimits LIMITS = new HttpLimits(Duration.ofSeconds(2), 40, 16);

  /** More than all the buffers between two sockets. */
  public static final int LARGE_BYTES = 16 << 20;

  private static final Response LARGE = Response.text("x".repeat(LARGE_BYTES));

  private final Optional<Path> file;
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final WebFront front;
  private final HttpListener listener;

  /**
   * @param server opens the listener
   */
  public Site(HttpListener.Server server, Path file, String config) throws IOException {
    this(server, Optional.of(written(file, config)), Optional.empty());
  }

  /**
   * @param server opens the listener
   * @param file the web configuration
   */
  Site(HttpListener.Server server, Optional<Path> file, Optional<Path> tokenFile) {
    this.file = file;
    front =
        new WebFront(
            file,
            tokenFile,
            new CrossOriginProtection(AllowedHosts.PRIVATE),
            ProcessClock.SYSTEM,
            registry);
    listener =
        server.open(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
            LIMITS,
            new Routes()
                .get(
                    "/",
                    request ->
                        Response.html(
                            request.certificates().stream()
                                .findFirst()
                                .map(it -> it.getSubjectX500Principal().getName())
                                .orElse("nobody")))
                .get("/own", _ -> Response.text("own"))
                .get("/large", _ -> LARGE)
                .probes(_ -> Response.text("healthy"), _ -> Response.text("ready"))
                .access("/own", RouteAccess.OWN),
            front);
  }

  /** Writes another configuration into the file. */
  public void say(String config) throws IOException {
    written(file.orElseThrow(), config);
  }

  private static Path written(Path file, String text) throws IOException {
    return Files.writeString(file, text);
  }

  public InetSocketAddress address() {
    return listener.address();
  }

  /** All metrics, as text. */
  public String metrics() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(out, registry.scrape());
    return out.toString(java.nio.charset.StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    listener.close();
  }
}
