// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.settings;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Types that several settings share. */
public final class SettingTypes {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)?");

  private SettingTypes() {}

  /** Any text, including the empty one. */
  public static SettingType<String> text() {
    return new SettingType<>("text", text -> text);
  }

  /** A text; empty if the text is empty. */
  public static SettingType<Optional<String>> optionalText() {
    return optional("text", Optional::of);
  }

  /**
   * A value, or none if the text is empty.
   *
   * @param meaning of a text; empty if it has none
   */
  public static <T> SettingType<Optional<T>> optional(
      String expected, Function<String, Optional<T>> meaning) {
    return new SettingType<>(
        expected,
        text ->
            text.isEmpty()
                ? Optional.empty()
                : Optional.of(meaning.apply(text).orElseThrow(IllegalArgumentException::new)));
  }

  /** {@code 500ms}, {@code 5s}, {@code 1m}, {@code 2h}, {@code 1d}; a bare number is seconds. */
  public static SettingType<Duration> duration(Duration low, Duration high) {
    return new SettingType<>(
        "a duration from "
            + print(low)
            + " to "
            + print(high)
            + ", such as 500ms, 5s or 1m (a bare number is seconds)",
        text -> {
          Duration value = duration(text);
          if (value.compareTo(low) < 0 || value.compareTo(high) > 0) {
            throw new IllegalArgumentException();
          }
          return value;
        });
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException();
    }
    long number = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2);
    return switch (unit == null ? "s" : unit) {
      case "ms" -> Duration.ofMillis(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> Duration.ofSeconds(number);
    };
  }

  /** The shortest text that {@link #duration} reads as {@code duration}. */
  public static String print(Duration duration) {
    if (duration.toMillisPart() != 0) {
      return duration.toMillis() + "ms";
    }
    long seconds = duration.toSeconds();
    if (seconds != 0 && seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds != 0 && seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds != 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  public static SettingType<Integer> integer(int low, int high) {
    return new SettingType<>(
        "a whole number from " + low + " to " + high,
        text -> {
          int value = Integer.parseInt(text);
          if (value < low || value > high) {
            throw new IllegalArgumentException();
          }
          return value;
        });
  }

  public static SettingType<Integer> port() {
    return integer(1, 65_535);
  }

  /** A setting that is on or off. The flag without a value means on. */
  public static SettingType<Boolean> bool() {
    return new SettingType<>(
        "true or false",
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true", "on", "yes", "1" -> true;
              case "false", "off", "no", "0" -> false;
              default -> throw new IllegalArgumentException();
            });
  }

  /** One of an enum's constants, in lower case. */
  public static <E extends Enum<E>> SettingType<E> choice(Class<E> type) {
    List<String> names =
        Arrays.stream(type.getEnumConstants()).map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
    return new SettingType<>(
        "one of " + String.join(", ", names),
        text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
  }

  /** Addresses in text, separated by commas; names are not resolved. */
  public static SettingType<List<InetAddress>> addresses() {
    return new SettingType<>(
        "IP addresses separated by commas, such as 10.1.2.3,fd00::3",
        text -> split(text).stream().map(SettingTypes::address).toList());
  }

  /** Rejects older forms, such as {@code 1} for 0.0.0.1, and addresses with a scope. */
  private static InetAddress address(String text) {
    boolean dotted = text.chars().filter(c -> c == '.').count() == 3;
    if ((!dotted && text.indexOf(':') < 0) || text.indexOf('%') >= 0) {
      throw new IllegalArgumentException();
    }
    return InetAddress.ofLiteral(text);
  }

  /** The parts of a list separated by commas; none of an empty text. */
  public static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        parts.add(part.strip());
      }
    }
    return parts;
  }

  /** An absolute {@code http} or {@code https} URL with a host. */
  public static SettingType<URI> httpUrl() {
    return new SettingType<>(
        "a URL such as http://netcheck-exporter:8080",
        text -> {
          URI uri;
          try {
            uri = new URI(text);
          } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
          }
          boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
          if (!http || uri.getHost() == null || uri.getQuery() != null) {
            throw new IllegalArgumentException();
          }
          return uri;
        });
  }
}
