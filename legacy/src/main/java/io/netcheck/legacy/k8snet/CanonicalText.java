// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps equal texts once, and only so many: a thousand targets come from every one of a thousand
 * sources, each time anew, and somebody may make up more of them than there is memory. Thread-safe.
 */
final class CanonicalText {
  private final int most;
  private final ConcurrentHashMap<String, String> texts = new ConcurrentHashMap<>();

  CanonicalText(int most) {
    this.most = most;
  }

  /** The one that equals {@code text}; {@code ""} where it is new and there is no room for it. */
  String of(String text) {
    String known = texts.get(text);
    if (known != null) {
      return known;
    }
    if (texts.size() >= most) {
      return "";
    }
    String before = texts.putIfAbsent(text, text);
    return before == null ? text : before;
  }

  /** Whether it is time to {@link #keepOnly} what is in use. */
  boolean isCrowded() {
    return texts.size() > most / 2;
  }

  /**
   * Forgets all others. One that was handed out a moment ago may be among them: it is kept twice.
   */
  void keepOnly(Set<String> used) {
    texts.keySet().retainAll(used);
  }
}
