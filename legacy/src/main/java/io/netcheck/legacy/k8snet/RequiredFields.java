// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.legacy.golang.GoException;
import java.util.ArrayList;
import java.util.List;

/** Checks that a request has its required fields, with the messages of k8snet-checker. */
final class RequiredFields {
  private final List<String> missing = new ArrayList<>();

  RequiredFields field(String name, boolean given) {
    if (!given) {
      missing.add(
          "Key: '"
              + name
              + "' Error:Field validation for '"
              + name
              + "' failed on the 'required' tag");
    }
    return this;
  }

  void check() throws GoException {
    if (!missing.isEmpty()) {
      throw new GoException(String.join("\n", missing));
    }
  }
}
