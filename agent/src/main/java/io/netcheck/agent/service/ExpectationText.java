// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Parses what follows the {@code #} of a service's URL, such as {@code status=200-204&body=ok}. A
 * fragment is never sent (RFC 9110 §4.2.5), so it is free for this.
 */
final class ExpectationText {
  private static final String LIST = "\\|";
  private static final int MOST_BODY = 200;

  private ExpectationText() {}

  static Expectation parse(String text, Service.Kind kind) {
    Set<FailureReason> denials = Expectation.SUCCESS.denials();
    List<Expectation.StatusRange> statuses = Expectation.SUCCESS.statuses();
    String body = "";
    Optional<IpFamily> family = Optional.empty();
    Set<String> seen = new HashSet<>();
    for (String option : text.split("&", -1)) {
      int equals = option.indexOf('=');
      String key = equals < 0 ? option : option.substring(0, equals);
      String value = equals < 0 ? "" : option.substring(equals + 1);
      if (!known(kind).contains(key) || value.isEmpty() || !seen.add(key)) {
        throw new IllegalArgumentException(
            "expected after # each at most once: " + String.join("=, ", known(kind)) + "=");
      }
      switch (key) {
        case "expect" -> denials = denials(value);
        case "status" -> statuses = statuses(value);
        case "body" -> body = body(value);
        default -> family = Optional.of(family(value));
      }
    }
    return new Expectation(denials, statuses, body, family);
  }

  private static List<String> known(Service.Kind kind) {
    return switch (kind) {
      case TCP -> List.of("expect", "family");
      case HTTP, HTTPS -> List.of("status", "body", "family");
      case TLS, GRPC, GRPCS -> List.of("family");
    };
  }

  private static Set<FailureReason> denials(String value) {
    EnumSet<FailureReason> denials = EnumSet.noneOf(FailureReason.class);
    for (String word : value.split(LIST, -1)) {
      denials.add(
          switch (word) {
            case "refused" -> FailureReason.REFUSED;
            case "timeout" -> FailureReason.TIMEOUT;
            case "unreachable" -> FailureReason.UNREACHABLE;
            default ->
                throw new IllegalArgumentException(
                    "expected expect= with refused, timeout, unreachable, or several with a bar between");
          });
    }
    return denials;
  }

  private static List<Expectation.StatusRange> statuses(String value) {
    List<Expectation.StatusRange> statuses = new ArrayList<>();
    for (String range : value.split(LIST, -1)) {
      if (!range.matches("[0-9]{3}(-[0-9]{3})?")) {
        throw new IllegalArgumentException(
            "expected status= with statuses or ranges, such as 200-299, with a bar between");
      }
      int low = Integer.parseInt(range.substring(0, 3));
      statuses.add(
          new Expectation.StatusRange(
              low, range.length() > 3 ? Integer.parseInt(range.substring(4)) : low));
    }
    return statuses;
  }

  private static String body(String value) {
    String body;
    try {
      body = URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("expected body= with a percent-encoded text", e);
    }
    if (body.length() > MOST_BODY) {
      throw new IllegalArgumentException(
          "expected body= with at most " + MOST_BODY + " characters");
    }
    return body;
  }

  private static IpFamily family(String value) {
    return IpFamily.of(value)
        .orElseThrow(() -> new IllegalArgumentException("expected family= with ipv4 or ipv6"));
  }
}
