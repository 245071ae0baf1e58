// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * How many times faster than in real time Prometheus and Alertmanager work. All durations in rules
 * and routing are divided by the speed. Agents and exporter run at normal speed.
 */
public record SpeedFactor(int factor) {
  public static final SpeedFactor REAL = new SpeedFactor(1);

  /** The scrape interval in real time, and the shortest one. */
  private static final Duration SCRAPE = Duration.ofSeconds(15);

  private static final Duration SHORTEST_SCRAPE = Duration.ofSeconds(1);

  /** A rate over fewer scrapes than this may have only two samples, or none. */
  private static final int SCRAPES_IN_A_RANGE = 4;

  private static final Pattern CLAUSE =
      Pattern.compile(
          "\\b(for|keep_firing_for|interval|group_wait|group_interval|repeat_interval)"
              + "(:\\s*[\"']?)("
              + PromDuration.PATTERN
              + ")\\b");

  private static final Pattern RANGE =
      Pattern.compile(
          "\\[(" + PromDuration.PATTERN + ")(?:(:)(" + PromDuration.PATTERN + ")?)?\\]");

  private static final Pattern OFFSET =
      Pattern.compile("\\b(offset\\s+)(" + PromDuration.PATTERN + ")\\b");

  public SpeedFactor {
    if (factor < 1) {
      throw new IllegalArgumentException("a speed of " + factor);
    }
  }

  public Duration of(Duration real) {
    return real.dividedBy(factor);
  }

  public Duration scrape() {
    return longer(of(SCRAPE), SHORTEST_SCRAPE);
  }

  /** Divides all durations in a file of rules or routing. */
  String rewrite(String yaml) {
    if (factor == 1) {
      return yaml;
    }
    String clauses = CLAUSE.matcher(yaml).replaceAll(this::clause);
    String ranges = RANGE.matcher(clauses).replaceAll(this::range);
    return OFFSET
        .matcher(ranges)
        .replaceAll(match -> match.group(1) + divided(match.group(2), SHORTEST_SCRAPE));
  }

  private String clause(MatchResult match) {
    // Evaluating more often than scraping is useless.
    Duration least = match.group(1).equals("interval") ? scrape() : Duration.ZERO;
    return match.group(1) + match.group(2) + divided(match.group(3), least);
  }

  private String range(MatchResult match) {
    String range = "[" + divided(match.group(1), scrape().multipliedBy(SCRAPES_IN_A_RANGE));
    if (match.group(2) != null) {
      range += ":" + (match.group(3) == null ? "" : divided(match.group(3), scrape()));
    }
    return range + "]";
  }

  private String divided(String duration, Duration least) {
    return PromDuration.format(longer(of(PromDuration.parse(duration)), least));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
