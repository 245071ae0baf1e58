// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netcheck.bench.metrics.MetricsMeter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Measures what one scrape of an exporter costs, by ourselves and by the library in turns: of 1,000
 * and of 5,000 agents, plain and compressed.
 */
final class MetricsCost implements Benchmark {
  /** The agents, and the budget in milliseconds of a page that is not compressed. */
  private static final SortedMap<Integer, Double> BUDGETS =
      new TreeMap<>(Map.of(1_000, 12.0, 5_000, 60.0));

  /** Scrapes that are not measured: the compiler needs a few hundred. */
  private static final int WARM_UP_ROUNDS = 6;

  private static final int ROUNDS = 9;

  /** What a scraper of a young exporter causes, with the work of the compiler. */
  private static final int FIRST_SCRAPES = 20;

  /** So many pages of agents in a round, because CPU is counted in hundredths of a second. */
  private static final int AGENTS_SCRAPED = 100_000;

  private static final double NANOS_PER_MILLI = 1e6;

  private enum Page {
    OWN("/metrics", ""),
    LIBRARY("/library", ""),
    OWN_COMPRESSED("/metrics", "Accept-Encoding: gzip\r\n"),
    LIBRARY_COMPRESSED("/library", "Accept-Encoding: gzip\r\n");

    private final String path;
    private final String header;

    Page(String path, String header) {
      this.path = path;
      this.header = header;
    }

    byte[] request() {
      return ("GET "
              + path
              + " HTTP/1.1\r\nHost: bench\r\nAccept: text/plain\r\n"
              + header
              + "\r\n")
          .getBytes(US_ASCII);
    }
  }

  @Override
  public String name() {
    return "metrics";
  }

  @Override
  public String question() {
    return "CPU of one scrape of an exporter of 1,000 and of 5,000 agents";
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    List<Measurement> figures = new ArrayList<>();
    for (Map.Entry<Integer, Double> entry : BUDGETS.entrySet()) {
      figures.addAll(measured(bench, entry.getKey(), entry.getValue()));
    }
    return figures;
  }

  private static List<Measurement> measured(BenchmarkProcesses bench, int agents, double budget)
      throws IOException, InterruptedException {
    InetSocketAddress address = BenchmarkProcesses.loopback(2, 2, 18_081);
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // The collector of an exporter and its young generation, which are part of the cost.
            // A page may be shared once those of 20 s exceed a part of the heap, so that is large.
            "-XX:+UseSerialGC",
            "-Xms16m",
            "-Xmx16g",
            "-XX:MaxNewSize=24m",
            "-cp",
            System.getProperty("java.class.path"),
            MetricsMeter.class.getName(),
            address.getAddress().getHostAddress(),
            Integer.toString(address.getPort()),
            Integer.toString(agents));
    try (MeasuredProcess meter = bench.start("metrics", command, Map.of())) {
      BenchmarkProcesses.awaitListening(meter, address);
      int scrapes = AGENTS_SCRAPED / agents;
      double first = millis(meter, Page.OWN, address, FIRST_SCRAPES);
      Map<Page, List<Double>> millis = new EnumMap<>(Page.class);
      for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
        for (Page page : Page.values()) {
          double cost = millis(meter, page, address, scrapes);
          if (round >= 0) {
            millis.computeIfAbsent(page, _ -> new ArrayList<>()).add(cost);
          }
        }
      }
      Map<Page, Double> medians = new EnumMap<>(Page.class);
      millis.forEach((page, each) -> medians.put(page, Median.of(each)));
      return figures(agents, budget, first, medians, address);
    }
  }

  private static List<Measurement> figures(
      int agents, double budget, double first, Map<Page, Double> millis, InetSocketAddress address)
      throws IOException {
    String what = String.format(Locale.ROOT, "/metrics of %,d agents: CPU of one", agents);
    return List.of(
        Measurement.atMost(
            what + " (" + kibibytes(Page.OWN, address) + " KiB)",
            millis.getOrDefault(Page.OWN, 0.0),
            budget,
            "ms"),
        Measurement.plain(
            what + ", by the library over it", ratio(millis, Page.LIBRARY, Page.OWN), "times"),
        Measurement.plain(
            what + " with gzip (" + kibibytes(Page.OWN_COMPRESSED, address) + " KiB)",
            millis.getOrDefault(Page.OWN_COMPRESSED, 0.0),
            "ms"),
        Measurement.plain(
            what + " with gzip, by the library over it",
            ratio(millis, Page.LIBRARY_COMPRESSED, Page.OWN_COMPRESSED),
            "times"),
        Measurement.plain(what + " of the first " + FIRST_SCRAPES, first, "ms"));
  }

  private static double ratio(Map<Page, Double> millis, Page page, Page base) {
    return millis.getOrDefault(page, 0.0) / millis.getOrDefault(base, 0.0);
  }

  private static int kibibytes(Page page, InetSocketAddress address) throws IOException {
    try (HttpConnection connection = new HttpConnection(address)) {
      return connection.ask(page.request()).body().length / 1_024;
    }
  }

  /** The CPU of the process for each of some scrapes. */
  private static double millis(
      MeasuredProcess meter, Page page, InetSocketAddress address, int scrapes) throws IOException {
    Duration before = meter.cpu();
    try (HttpConnection connection = new HttpConnection(address)) {
      for (int i = 0; i < scrapes; i++) {
        HttpConnection.Answer answer = connection.ask(page.request());
        if (answer.status() != 200) {
          throw new IOException(page + ": status " + answer.status());
        }
      }
    }
    return meter.cpu().minus(before).toNanos() / NANOS_PER_MILLI / scrapes;
  }
}
