// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.BuildInfo;
import io.netcheck.daemon.ProcessRegistry;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.StateSet;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The library's own writers say what is right. */
class MetricsTextTest {
  private static final Metric STATES =
      Metric.gauge("netcheck_b_state", "A \\ state,\nin \"two\" lines.")
          .by("zone", "node")
          .optional("ip_family", "a_first");

  private static final Metric EVENTS =
      Metric.counter("netcheck_d_events_total", "Events.").by("reason");

  private static final Metric BUILDS = Metric.info("netcheck_f_info", "Builds.").by("version");
  private static final Metric PLAIN = Metric.gauge("netcheck_h_plain", "Without labels, µs.");
  private static final Metric TIMES = Metric.histogram("netcheck_j_seconds", "Times.").by("node");

  /** What outsiders might try, and what is sorted differently as bytes. */
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "a",
          "a b",
          "a!",
          "a\"",
          "\"} 1\nnetcheck_up 0",
          "\\",
          "\\\\",
          "\\\"",
          "\\n",
          "\n",
          "\r\n",
          "\t\0",
          "é",
          "名",
          "\uFFFD",
          "\uD83D\uDE00",
          "\uD83D",
          "\uDE00\uD83D",
          "x".repeat(9_000) + "\n");

  private static final List<Double> NUMBERS =
      List.of(
          0.0,
          -0.0,
          1.0,
          -1.0,
          0.5,
          1e-3,
          9.99e-4,
          1e-9,
          1e7,
          9_999_999.0,
          1e15,
          1e15 - 1,
          1e16,
          1.767323045123e9,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          Double.MAX_VALUE,
          Double.MIN_VALUE,
          Double.MIN_NORMAL,
          2e-3,
          2e23,
          23 / 24.0,
          (double) Long.MAX_VALUE);

  private final SplittableRandom random = new SplittableRandom(1);
  private final PrometheusRegistry registry = new PrometheusRegistry();

  private String own(TextFormat format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MetricsText.write(registry, format, out);
    return out.toString(UTF_8);
  }

  private void assertSame(TextFormat format) throws IOException {
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    format.library().write(expected, registry.scrape());
    assertEquals(expected.toString(UTF_8), own(format));
  }

  private void registerOthers() {
    Counter.builder()
        .name("netcheck_c_other")
        .help("Beside ours.")
        .labelNames("node")
        .register(registry)
        .labelValues("n\"1")
        .inc();
    Gauge.builder().name("netcheck_a_other").help("Before ours.").register(registry).set(2);
    Summary.builder()
        .name("netcheck_e_other")
        .help("Quantiles.")
        .quantile(0.5)
        .register(registry)
        .observe(3);
    Histogram.builder()
        .name("netcheck_g_other")
        .help("With native buckets, too.")
        .register(registry)
        .observe(0.3);
    StateSet.builder()
        .name("netcheck_z_other")
        .help("After ours.")
        .states("on", "off")
        .register(registry)
        .setTrue("on");
    registry.register(
        (MultiCollector)
            () ->
                new MetricSnapshots(
                    CounterSnapshot.builder()
                        .name("netcheck_i_traced")
                        .help("With an exemplar.")
                        .dataPoint(
                            CounterSnapshot.CounterDataPointSnapshot.builder()
                                .value(5)
                                .exemplar(
                                    Exemplar.builder().value(1).labels(Labels.of("a", "b")).build())
                                .build())
                        .build()));
  }

  @ParameterizedTest
  @EnumSource
  void everySeriesIsWrittenLikeByTheLibrary(TextFormat format) throws IOException {
    registerOthers();
    List<MetricFamily> families = new ArrayList<>();
    registry.register((MetricSource) () -> List.copyOf(families));
    assertSame(format);
    for (int round = 0; round < 300; round++) {
      families.clear();
      families.addAll(List.of(states(), events(), builds(), times()));
      families.add(random.nextBoolean() ? PLAIN.family() : PLAIN.family(number()));
      assertSame(format);
    }
  }

  private MetricFamily states() {
    MetricFamily family = STATES.family();
    Set<List<String>> known = new HashSet<>();
    for (int i = random.nextInt(30); i > 0; i--) {
      List<String> values = new ArrayList<>();
      for (int k = 2 + random.nextInt(3); k > 0; k--) {
        values.add(text());
      }
      if (known.add(values)) {
        family.add(number(), values.toArray(String[]::new));
      }
    }
    return family;
  }

  private MetricFamily events() {
    MetricFamily family = EVENTS.family();
    TEXTS.forEach(text -> family.add(Math.abs(number()), text));
    return family.limit(random.nextInt(TEXTS.size()));
  }

  private MetricFamily builds() {
    MetricFamily family = BUILDS.family();
    TEXTS.forEach(text -> family.add(1, text));
    return family.limit(random.nextInt(TEXTS.size()));
  }

  private MetricFamily times() {
    return TIMES
        .family()
        .add(
            ClassicHistogramBuckets.of(
                new double[] {1, Double.POSITIVE_INFINITY}, new long[] {3, 4}),
            number(),
            text());
  }

  private String text() {
    String text = TEXTS.get(random.nextInt(TEXTS.size()));
    return random.nextInt(8) == 0 ? text + (char) random.nextInt(0x10000) : text;
  }

  private double number() {
    return NUMBERS.get(random.nextInt(NUMBERS.size()));
  }

  /** The metrics of the JVM change while they are written, so only their names are compared. */
  @ParameterizedTest
  @EnumSource
  void theMetricsOfTheProcessAreAllThereInTheOrderOfTheLibrary(TextFormat format)
      throws IOException {
    PrometheusRegistry process = new ProcessRegistry(BuildInfo.current()).registry();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    format.library().write(expected, process.scrape());
    ByteArrayOutputStream own = new ByteArrayOutputStream();
    MetricsText.write(process, format, own);
    assertEquals(heads(expected.toString(UTF_8)), heads(own.toString(UTF_8)));
    assertTrue(own.toString(UTF_8).contains("\nnetcheck_build_info{"));
  }

  private static List<String> heads(String text) {
    return text.lines().filter(line -> line.startsWith("#")).toList();
  }

  @Test
  void aMetricOfTwoCollectorsFails() {
    registry.register((MetricSource) () -> List.of(PLAIN.family(1)));
    Gauge.builder().name(PLAIN.name()).help("Twice.").register(registry);
    assertThrows(IllegalStateException.class, () -> own(TextFormat.PROMETHEUS));
    registry.register((MetricSource) () -> List.of(PLAIN.family(1)));
    assertThrows(IllegalStateException.class, () -> own(TextFormat.PROMETHEUS));
  }

  @Test
  void twoSeriesWithTheSameLabelsFail() {
    registry.register((MetricSource) () -> List.of(EVENTS.family(1, "x").add(2, "y").add(3, "x")));
    assertThrows(IllegalStateException.class, () -> own(TextFormat.PROMETHEUS));
  }
}
