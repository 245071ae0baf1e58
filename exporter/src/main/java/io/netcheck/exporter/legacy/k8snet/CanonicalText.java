// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.legacy.k8snet;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps equal texts once. A thousand targets come from every one of a thousand sources, each time
 * anew. Bounded: when there are too many, it starts over. Thread-safe.
 */
final class CanonicalText {
  private final int most;
  private final ConcurrentHashMap<String, String> texts = new ConcurrentHashMap<>();

  CanonicalText(int most) {
    this.most = most;
  }

  String of(String text) {
    String known = texts.get(text);
    if (known != null) {
      return known;
    }
    if (texts.size() >= most) {
      texts.clear();
    }
    String before = texts.putIfAbsent(text, text);
    return before == null ? text : before;
  }
}
