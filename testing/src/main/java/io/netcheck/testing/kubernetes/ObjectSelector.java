// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Selects objects: {@code a=b}, {@code a!=b}, {@code a in (b,c)}, {@code a notin (b,c)}, {@code a}
 * and {@code !a} of labels, the first two of fields as well.
 */
final class ObjectSelector {
  private static final Pattern REQUIREMENT =
      Pattern.compile(
          "\\s*(!?)\\s*([\\w./-]+)\\s*(?:(==|=|!=|\\bin\\b|\\bnotin\\b)\\s*(\\([^)]*\\)|[^,]*))?(?:,|$)");

  private ObjectSelector() {}

  static Predicate<JsonNode> of(ApiRequest request) {
    return parse(
            request.asked("labelSelector"),
            (object, key) -> object.at("/metadata/labels").path(key))
        .and(
            parse(
                request.asked("fieldSelector"),
                (object, key) -> object.at("/" + key.replace('.', '/'))));
  }

  private interface Field {
    JsonNode of(JsonNode object, String key);
  }

  private static Predicate<JsonNode> parse(String text, Field field) {
    List<Predicate<JsonNode>> all = new ArrayList<>();
    Matcher matcher = REQUIREMENT.matcher(text);
    int end = 0;
    while (end < text.length()) {
      if (!matcher.find(end) || matcher.start() != end) {
        throw ApiException.badRequest("unable to parse requirement: " + text.substring(end));
      }
      end = matcher.end();
      all.add(requirement(matcher, field));
    }
    return object -> all.stream().allMatch(it -> it.test(object));
  }

  private static Predicate<JsonNode> requirement(Matcher matcher, Field field) {
    String key = matcher.group(2);
    Predicate<JsonNode> exists = object -> !field.of(object, key).isMissingNode();
    if (matcher.group(3) == null) {
      return matcher.group(1).isEmpty() ? exists : exists.negate();
    }
    List<String> values =
        Arrays.stream(matcher.group(4).replaceAll("[()]", "").split(",", -1))
            .map(String::strip)
            .toList();
    // A missing label differs from every value. A missing field is empty.
    Predicate<JsonNode> has = object -> values.contains(field.of(object, key).asText(""));
    return matcher.group(3).startsWith("!") || matcher.group(3).equals("notin")
        ? has.negate()
        : has;
  }
}
