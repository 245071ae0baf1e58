// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Prometheus with its default flags that scrapes targets, and what it says about itself. */
final class MeasuredPrometheus implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path data;
  private final URI url;
  private final MeasuredProcess process;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /**
   * Starts it.
   *
   * @param name of its folder
   * @param config its configuration file
   */
  MeasuredPrometheus(
      BenchmarkProcesses bench, String name, Path program, Path config, InetSocketAddress address)
      throws IOException, InterruptedException {
    data = bench.file("data-" + name);
    url = URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
    process =
        bench.start(
            "prometheus",
            List.of(
                program.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + data,
                "--web.listen-address=" + url.getAuthority(),
                "--web.enable-admin-api",
                "--log.level=warn"),
            Map.of());
    BenchmarkProcesses.awaitListening(process, address);
  }

  MeasuredProcess process() {
    return process;
  }

  /** The value of a query with one result; 0 if there is none. */
  double value(String query) throws IOException, InterruptedException {
    URI asked = url.resolve("/api/v1/query?query=" + URLEncoder.encode(query, UTF_8));
    return JSON.readTree(ask(HttpRequest.newBuilder(asked)))
        .at("/data/result/0/value/1")
        .asDouble();
  }

  /** The sum over all series of one of its own metrics. */
  double own(String metric) throws IOException, InterruptedException {
    return ask(HttpRequest.newBuilder(url.resolve("/metrics")))
        .lines()
        .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** The bytes of the compressed samples, for each, in a block with all that it has in memory. */
  double bytesPerSample() throws IOException, InterruptedException {
    String name =
        JSON.readTree(
                ask(
                    HttpRequest.newBuilder(url.resolve("/api/v1/admin/tsdb/snapshot"))
                        .POST(HttpRequest.BodyPublishers.noBody())))
            .at("/data/name")
            .asText();
    if (name.isEmpty()) {
      throw new IOException("no snapshot");
    }
    long bytes = 0;
    long samples = 0;
    for (Path file : files(data.resolve("snapshots").resolve(name))) {
      if (file.endsWith("meta.json")) {
        samples += JSON.readTree(file.toFile()).at("/stats/numSamples").asLong();
      } else if (String.valueOf(file.getParent()).endsWith("chunks")) {
        bytes += Files.size(file);
      }
    }
    return bytes / (double) Math.max(1, samples);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private String ask(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(response.uri() + ": " + response.statusCode() + response.body());
    }
    return response.body();
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
    process.close();
  }
}
