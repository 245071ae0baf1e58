// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What scrapers really send, read from their sources, and what RFC 9110 says of the rest. */
class MetricsFormatTest {
  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // scrape/scrape.go: scrapeAcceptHeader, then scrapeAcceptHeaderWithProtobuf.
        "Prometheus 2.42|OPEN_METRICS|application/openmetrics-text;version=1.0.0,"
            + "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,"
            + "*/*;q=0.1",
        "Prometheus 2.42 with native histograms|OPEN_METRICS|"
            + PROTOBUF
            + ",application/openmetrics-text;version=1.0.0;q=0.8,"
            + "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,"
            + "*/*;q=0.1",
        // scrape/scrape.go: acceptHeader, from config/config.go: DefaultScrapeProtocols and
        // DefaultProtoFirstScrapeProtocols.
        "Prometheus 2.55|OPEN_METRICS|application/openmetrics-text;version=1.0.0;q=0.5,"
            + "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,"
            + "*/*;q=0.2",
        "Prometheus 2.55 with native histograms|OPEN_METRICS|"
            + PROTOBUF
            + ";q=0.5,application/openmetrics-text;version=1.0.0;q=0.4,"
            + "application/openmetrics-text;version=0.0.1;q=0.3,text/plain;version=0.0.4;q=0.2,"
            + "*/*;q=0.1",
        "Prometheus 3.0|OPEN_METRICS|"
            + "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
            + "application/openmetrics-text;version=0.0.1;escaping=allow-utf-8;q=0.5,"
            + "text/plain;version=1.0.0;escaping=allow-utf-8;escaping=allow-utf-8;q=0.4,"
            + "text/plain;version=0.0.4;escaping=allow-utf-8;q=0.3,*/*;q=0.2",
        "Prometheus 3.0 with native histograms|OPEN_METRICS|"
            + PROTOBUF
            + ";escaping=allow-utf-8;q=0.6,"
            + "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
            + "application/openmetrics-text;version=0.0.1;escaping=allow-utf-8;q=0.4,"
            + "text/plain;version=1.0.0;escaping=allow-utf-8;escaping=allow-utf-8;q=0.3,"
            + "text/plain;version=0.0.4;escaping=allow-utf-8;q=0.2,*/*;q=0.1",
        "Prometheus 3.5 and 3.9|OPEN_METRICS|"
            + "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
            + "application/openmetrics-text;version=0.0.1;q=0.5,"
            + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
            + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
        "Prometheus 3.5 and 3.9 with native histograms|OPEN_METRICS|"
            + PROTOBUF
            + ";q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
            + "application/openmetrics-text;version=0.0.1;q=0.4,"
            + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
            + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
        "Prometheus 3.16|OPEN_METRICS|"
            + "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.7,"
            + "application/openmetrics-text;version=0.0.1;q=0.6,"
            + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.5,"
            + "text/plain;version=0.0.4;q=0.4,*/*;q=0.3",
        "Prometheus 3.16 with native histograms|OPEN_METRICS|"
            + PROTOBUF
            + ";q=0.7,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
            + "application/openmetrics-text;version=0.0.1;q=0.5,"
            + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
            + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
        "Prometheus told to use protobuf only|TEXT|" + PROTOBUF + ";q=0.7,*/*;q=0.6",
        // lib/promscrape/client.go.
        "VictoriaMetrics vmagent|TEXT|text/plain;version=0.0.4;q=1,*/*;q=0.1",
        // plugins/inputs/prometheus/prometheus.go.
        "Telegraf|TEXT|"
            + PROTOBUF
            + ";q=0.7,text/plain;version=0.0.4;q=0.3,application/json;"
            + "schema=\"prometheus/telemetry\";version=0.0.2;q=0.2,*/*;q=0.1",
        // Both scrape with Prometheus' own package, and names of metrics as it did in 2.x.
        "OpenTelemetry collector with native histograms|OPEN_METRICS|"
            + PROTOBUF
            + ";q=0.6,application/openmetrics-text;version=1.0.0;escaping=underscores;q=0.5,"
            + "application/openmetrics-text;version=0.0.1;q=0.4,"
            + "text/plain;version=1.0.0;escaping=underscores;q=0.3,"
            + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
        "Grafana Alloy with native histograms|OPEN_METRICS|"
            + PROTOBUF
            + ";q=0.6,application/openmetrics-text;version=1.0.0;escaping=underscores;q=0.5,"
            + "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,"
            + "*/*;q=0.2",
        "the input of the attack|TEXT|" + PROTOBUF + ",text/plain;q=0.5",
        "a browser|TEXT|text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8",
        "curl|TEXT|*/*",
      })
  void aScraperGetsTheFormatThatItPrefersAmongOurs(
      String scraper, MetricsFormat expected, String accept) {
    assertEquals(expected, MetricsFormat.preferredBy(accept), scraper);
  }

  @Test
  void withoutAnyWishThereIsText() {
    assertEquals(MetricsFormat.TEXT, MetricsFormat.preferredBy(""));
    assertEquals(MetricsFormat.TEXT, MetricsFormat.preferredBy("image/png"));
    assertEquals(MetricsFormat.TEXT, MetricsFormat.preferredBy(PROTOBUF));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OPEN_METRICS|application/openmetrics-text",
        "OPEN_METRICS|Application/OpenMetrics-Text ; Version=\"1.0.0\" ; Q=0.2 , text/* ; q=0.1",
        "OPEN_METRICS|application/*, text/plain;q=0.9",
        "OPEN_METRICS|text/plain;q=0, */*",
        "OPEN_METRICS|application/openmetrics-text;q=0.5, */*;q=0.5",
        "TEXT|application/openmetrics-text;version=2.0.0",
        "TEXT|application/openmetrics-text;version=0.0.1, */*;q=0.1",
        "TEXT|application/openmetrics-text;q=0, application/*",
        "TEXT|application/openmetrics-text;version=1.0.0;q=0.001, text/plain;q=0.002",
        "TEXT|text/plain, application/openmetrics-text",
        "TEXT|a/b;x=\"application/openmetrics-text,application/openmetrics-text\"",
      })
  void weightsAndSpecificityDecide(MetricsFormat expected, String accept) {
    assertEquals(expected, MetricsFormat.preferredBy(accept));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/openmetrics-text;q=2",
        "application/openmetrics-text;q=-1",
        "application/openmetrics-text;q=",
        "application/openmetrics-text;q=NaN",
        "application/openmetrics-text;q=0.1234",
        "\"application/openmetrics-text",
        "x\"\\",
        ";;;,,,;q=1,=,/",
      })
  void whatIsMalformedIsLeftOut(String accept) {
    assertEquals(MetricsFormat.TEXT, MetricsFormat.preferredBy(accept));
  }

  @Test
  void aListWithoutEndIsNotReadToItsEnd() {
    String many =
        IntStream.range(0, 10_000).mapToObj(i -> "a/b" + i).collect(Collectors.joining(","));
    assertEquals(64, WeightedRanges.of(many).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "GZIP|gzip",
        "GZIP|zstd,gzip",
        "GZIP|gzip, deflate, br",
        "GZIP|GZIP;q=0.5",
        "GZIP|*",
        "IDENTITY|''",
        "IDENTITY|identity",
        "IDENTITY|gzip;q=0",
        "IDENTITY|*;q=0",
        "IDENTITY|gzip;q=0.5, identity",
        "IDENTITY|gzip;q=0, *",
        "IDENTITY|deflate",
      })
  void theBodyIsCompressedIfTheScraperWantsIt(ContentCoding expected, String acceptEncoding) {
    assertEquals(expected, ContentCoding.preferredBy(acceptEncoding));
  }
}
