// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps equal texts once, because each of a thousand sources sends the same thousand targets again
 * and again. The number of texts is limited, because a client can invent any number. Thread-safe.
 */
final class CanonicalText {
  private final int most;
  private final ConcurrentHashMap<String, String> texts = new ConcurrentHashMap<>();

  CanonicalText(int most) {
    this.most = most;
  }

  /** The text that equals {@code text}; {@code ""} if it is new and there is no room for it. */
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

  /** Whether {@link #keepOnly} should be called. */
  boolean isCrowded() {
    return texts.size() > most / 2;
  }

  /**
   * Forgets all other texts. If one of them was returned a moment ago, it can exist twice later.
   */
  void keepOnly(Set<String> used) {
    texts.keySet().retainAll(used);
  }
}
