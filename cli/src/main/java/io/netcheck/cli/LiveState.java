// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netcheck.protocol.MalformedException;
import java.util.Map;
import java.util.TreeMap;

/** A state that follows the changes which an exporter sends. Not thread-safe. */
final class LiveState {
  private static final String NODES = "nodes";
  private static final String GONE = "nodesGone";

  /** Several times what an exporter takes, so that one that is hostile fills no memory. */
  private static final int MOST_NODES = 100_000;

  private final ObjectNode fields;
  private final Map<String, JsonNode> nodes = new TreeMap<>();

  /**
   * @param state all of it
   */
  LiveState(ObjectNode state) throws MalformedException {
    fields = state;
    addNodes(fields.remove(NODES));
  }

  /** Takes what has changed. */
  void change(ObjectNode change) throws MalformedException {
    addNodes(change.remove(NODES));
    JsonNode gone = change.remove(GONE);
    if (gone != null) {
      gone.forEach(node -> nodes.remove(node.asText()));
    }
    fields.setAll(change);
  }

  private void addNodes(JsonNode changed) throws MalformedException {
    if (changed != null) {
      changed.forEach(node -> nodes.put(node.path("node").asText(), node));
    }
    if (nodes.size() > MOST_NODES) {
      throw new MalformedException("/nodes", "at most " + MOST_NODES + " elements expected");
    }
  }

  /** The state as it is now. */
  ClusterState read() throws MalformedException {
    ObjectNode whole = fields.objectNode();
    whole.setAll(fields);
    ArrayNode all = whole.putArray(NODES);
    nodes.values().forEach(all::add);
    return StateJson.read(whole, ClusterState.class);
  }
}
