// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** One scrape of {@code /metrics} in the text format. */
record Scrape(String text) {
  static Scrape of(String url) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(url + "/metrics"))
                  .timeout(Duration.ofSeconds(10))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException("status " + response.statusCode());
      }
      return new Scrape(response.body());
    }
  }

  /** The sum of all series of {@code name} that have all of {@code labels}, as {@code a="b"}. */
  double sum(String name, String... labels) {
    return text.lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> Arrays.stream(labels).allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** The lines of Netcheck's own metrics, without what differs from run to run. */
  List<String> shape() {
    return text.lines()
        .filter(line -> line.contains("netcheck_"))
        .map(line -> line.startsWith("#") ? line : line.substring(0, line.lastIndexOf(' ')))
        .map(line -> line.replaceAll("(javaversion|revision|version)=\"[^\"]*\"", "$1=\"…\""))
        .toList();
  }
}
