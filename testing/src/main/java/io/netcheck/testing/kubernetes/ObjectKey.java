// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Identifies an object.
 *
 * @param namespace empty if the kind has none
 */
record ObjectKey(ObjectKind kind, String namespace, String name) implements Comparable<ObjectKey> {
  static ObjectKey of(ObjectKind kind, JsonNode object) {
    JsonNode metadata = object.path("metadata");
    return new ObjectKey(kind, metadata.path("namespace").asText(), metadata.path("name").asText());
  }

  @Override
  public int compareTo(ObjectKey other) {
    return toString().compareTo(other.toString());
  }

  boolean isIn(ObjectKind kind, String namespace) {
    return this.kind.equals(kind) && (namespace.isEmpty() || this.namespace.equals(namespace));
  }
}
