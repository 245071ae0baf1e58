// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rewrites the configuration of Alertmanager. Routes and inhibition stay as they are in the file.
 * Each receiver notifies the lab instead.
 */
final class AlertmanagerConfig {
  private static final Pattern RECEIVERS =
      Pattern.compile("(?m)^receivers:[^\\n]*\\n((?:[ \\t#-][^\\n]*\\n?|\\n)*)");

  private static final Pattern RECEIVER =
      Pattern.compile(
          "(?m)^(\\s*)- name:\\s*[\"']?([^\"'\\s]+)[\"']?.*\\n((?:\\1 .*\\n?|\\s*\\n)*)");

  private AlertmanagerConfig() {}

  static String to(String pager, String yaml) {
    Matcher section = RECEIVERS.matcher(yaml);
    if (!section.find()) {
      throw new IllegalArgumentException("no receivers in Alertmanager's configuration");
    }
    StringBuilder receivers = new StringBuilder("receivers:\n");
    Matcher receiver = RECEIVER.matcher(section.group(1));
    while (receiver.find()) {
      String name = receiver.group(2);
      receivers.append("  - name: '%s'\n".formatted(name));
      // A receiver without any configuration discards its alerts.
      if (receiver.group(3).contains("_configs:")) {
        receivers.append(
            """
                webhook_configs:
                  - url: '%s/%s'
                    send_resolved: true
            """
                .formatted(pager, name));
      }
    }
    return yaml.substring(0, section.start()) + receivers + yaml.substring(section.end());
  }
}
