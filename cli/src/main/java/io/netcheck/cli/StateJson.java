// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netcheck.protocol.MalformedException;
import java.io.IOException;

/** Reads what an exporter sends to its page, within limits. */
final class StateJson {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_STRING = 1 << 16;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_STRING)
                          .maxNumberLength(32)
                          .build())
                  .build())
          // A newer exporter can send fields that this reader does not know.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private StateJson() {}

  /** The fields of a JSON object. */
  static ObjectNode object(byte[] json) throws MalformedException {
    try {
      return object(MAPPER.readTree(json));
    } catch (JsonProcessingException e) {
      throw new MalformedException("", e.getOriginalMessage());
    } catch (IOException e) {
      throw new MalformedException("", String.valueOf(e.getMessage()));
    }
  }

  static ObjectNode object(String json) throws MalformedException {
    try {
      return object(MAPPER.readTree(json));
    } catch (JsonProcessingException e) {
      throw new MalformedException("", e.getOriginalMessage());
    }
  }

  private static ObjectNode object(JsonNode json) throws MalformedException {
    if (json instanceof ObjectNode fields) {
      return fields;
    }
    throw new MalformedException("", "an object expected");
  }

  /** What {@code fields} say, as a {@code type}. */
  static <T extends Record> T read(ObjectNode fields, Class<T> type) throws MalformedException {
    try {
      return MAPPER.treeToValue(fields, type);
    } catch (JsonProcessingException e) {
      throw new MalformedException("", e.getOriginalMessage());
    }
  }
}
