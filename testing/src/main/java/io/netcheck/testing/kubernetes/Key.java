// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Where an object is.
 *
 * @param namespace empty if the kind has none
 */
record Key(Kind kind, String namespace, String name) implements Comparable<Key> {
  static Key of(Kind kind, JsonNode object) {
    JsonNode metadata = object.path("metadata");
    return new Key(kind, metadata.path("namespace").asText(), metadata.path("name").asText());
  }

  @Override
  public int compareTo(Key other) {
    return toString().compareTo(other.toString());
  }

  boolean isIn(Kind kind, String namespace) {
    return this.kind.equals(kind) && (namespace.isEmpty() || this.namespace.equals(namespace));
  }
}
