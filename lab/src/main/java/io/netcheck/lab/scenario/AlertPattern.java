// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.FiringAlert;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of an alert and some of its labels: {@code Name{label=value,label=value}}. */
record AlertPattern(String name, Map<String, String> labels) {
  private static final Pattern FORM = Pattern.compile("(\\w+)(?:\\{(.*)\\})?");

  static AlertPattern of(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("not an alert: " + text);
    }
    Map<String, String> labels = new HashMap<>();
    if (form.group(2) != null) {
      for (String label : form.group(2).split(",", -1)) {
        int equals = label.indexOf('=');
        labels.put(label.substring(0, equals), label.substring(equals + 1));
      }
    }
    return new AlertPattern(form.group(1), Map.copyOf(labels));
  }

  boolean matches(FiringAlert alert) {
    return alert.name().equals(name) && alert.labels().entrySet().containsAll(labels.entrySet());
  }
}
