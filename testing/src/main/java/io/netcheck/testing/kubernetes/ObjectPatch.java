// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing.kubernetes;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Applies a patch to an object. Server-side apply is supported without field owners, so a field
 * that is no longer applied stays.
 */
final class ObjectPatch {
  /** The key field of lists that are merged. Other lists are replaced. */
  private static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry("conditions", "type"),
          Map.entry("containers", "name"),
          Map.entry("env", "name"),
          Map.entry("hostAliases", "ip"),
          Map.entry("imagePullSecrets", "name"),
          Map.entry("initContainers", "name"),
          Map.entry("ownerReferences", "uid"),
          Map.entry("ports", "port"),
          Map.entry("secrets", "name"),
          Map.entry("topologySpreadConstraints", "topologyKey"),
          Map.entry("volumeMounts", "mountPath"),
          Map.entry("volumes", "name"));

  private static final String DIRECTIVE = "$patch";
  private static final String ORDER = "$setElementOrder/";
  private static final String DELETE = "$deleteFromPrimitiveList/";
  private static final String RETAIN = "$retainKeys";

  private ObjectPatch() {}

  static ObjectNode apply(String contentType, ObjectKind kind, ObjectNode object, JsonNode patch) {
    ObjectNode copy = object.deepCopy();
    return switch (contentType) {
      case "application/json-patch+json" -> json(copy, patch);
      case "application/merge-patch+json" -> (ObjectNode) merge(copy, patch);
      case "application/apply-patch+yaml" ->
          kind.custom() ? (ObjectNode) merge(copy, patch) : strategic(copy, patch);
      case "application/strategic-merge-patch+json" -> {
        if (kind.custom()) {
          throw ApiException.unsupported(contentType);
        }
        yield strategic(copy, patch);
      }
      default -> throw ApiException.unsupported(contentType);
    };
  }

  /** RFC 6902, without {@code copy} and {@code move}. */
  private static ObjectNode json(ObjectNode object, JsonNode patch) {
    for (JsonNode step : patch) {
      JsonPointer path = JsonPointer.compile(step.path("path").asText());
      JsonNode parent = object.at(path.head());
      String last = path.last().getMatchingProperty();
      JsonNode value = step.path("value");
      String op = step.path("op").asText();
      boolean possible =
          switch (op) {
            case "test" -> object.at(path).equals(value);
            case "add" -> parent.isContainerNode();
            case "remove", "replace" -> !object.at(path).isMissingNode();
            default -> false;
          };
      if (!possible) {
        throw new ApiException(422, "Invalid", "the server rejected our request: " + step);
      }
      if (parent instanceof ObjectNode map && !op.equals("test")) {
        map.remove(last);
        if (!op.equals("remove")) {
          map.set(last, value);
        }
      } else if (parent instanceof ArrayNode list && !op.equals("test")) {
        int index = last.equals("-") ? list.size() : Integer.parseInt(last);
        if (!op.equals("add")) {
          list.remove(index);
        }
        if (!op.equals("remove")) {
          list.insert(index, value);
        }
      }
    }
    return object;
  }

  /** RFC 7386. */
  private static JsonNode merge(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode)) {
      return patch;
    }
    ObjectNode merged =
        target instanceof ObjectNode map ? map : JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      if (field.getValue().isNull()) {
        merged.remove(field.getKey());
      } else {
        merged.set(field.getKey(), merge(merged.path(field.getKey()), field.getValue()));
      }
    }
    return merged;
  }

  /**
   * Like a merge patch, but some lists are merged as well, and the patch may have directives: <a
   * href="https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md">strategic
   * merge patch</a>.
   */
  private static ObjectNode strategic(ObjectNode target, JsonNode patch) {
    if (patch.path(DIRECTIVE).asText().equals("replace")) {
      ObjectNode replaced = patch.deepCopy();
      replaced.remove(DIRECTIVE);
      return replaced;
    }
    if (patch.has(RETAIN)) {
      Set<String> retained = new HashSet<>();
      patch.path(RETAIN).forEach(it -> retained.add(it.asText()));
      target.retain(retained);
    }
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (name.startsWith("$")) {
        directive(target, patch, name, value);
      } else if (value.isNull() || value.path(DIRECTIVE).asText().equals("delete")) {
        target.remove(name);
      } else if (value instanceof ObjectNode) {
        target.set(
            name, strategic(target.path(name) instanceof ObjectNode map ? map : empty(), value));
      } else if (value instanceof ArrayNode list
          && (KEYS.containsKey(name) || name.equals("finalizers"))) {
        target.set(name, list(name, target.path(name), list, patch.path(ORDER + name)));
      } else {
        target.set(name, value);
      }
    }
    return target;
  }

  private static void directive(ObjectNode target, JsonNode patch, String name, JsonNode value) {
    String field = name.substring(name.indexOf('/') + 1);
    if (name.startsWith(DELETE)) {
      List<JsonNode> left = new ArrayList<>();
      target.path(field).forEach(left::add);
      value.forEach(gone -> left.removeIf(gone::equals));
      target.set(field, JsonNodeFactory.instance.arrayNode().addAll(left));
    } else if (name.startsWith(ORDER) && target.has(field) && !patch.has(field)) {
      target.set(
          field, list(field, target.path(field), JsonNodeFactory.instance.arrayNode(), value));
    }
  }

  private static ArrayNode list(String name, JsonNode target, ArrayNode patch, JsonNode order) {
    List<JsonNode> items = new ArrayList<>();
    target.forEach(items::add);
    for (JsonNode change : patch) {
      JsonNode key = key(name, change);
      String directive = change.path(DIRECTIVE).asText();
      if (directive.equals("replace")) {
        items.clear();
        patch.forEach(it -> items.add(it));
        items.remove(change);
        break;
      }
      int index = items.stream().map(it -> key(name, it)).toList().indexOf(key);
      if (directive.equals("delete")) {
        items.removeIf(it -> key(name, it).equals(key));
      } else if (index < 0) {
        items.add(change.isObject() ? strategic(empty(), change) : change);
      } else if (change.isObject()) {
        items.set(index, strategic((ObjectNode) items.get(index), change));
      }
    }
    List<JsonNode> ordered = new ArrayList<>();
    order.forEach(it -> ordered.add(key(name, it)));
    // Items that are not in the order were added by another client.
    items.sort(
        Comparator.comparingInt(it -> {
          int index = ordered.indexOf(key(name, it));
          return index < 0 ? Integer.MAX_VALUE : index;
        }));
    return JsonNodeFactory.instance.arrayNode().addAll(items);
  }

  private static JsonNode key(String name, JsonNode item) {
    return !item.isObject()
        ? item
        : item.path(item.has("containerPort") ? "containerPort" : KEYS.getOrDefault(name, "name"));
  }

  private static ObjectNode empty() {
    return JsonNodeFactory.instance.objectNode();
  }
}
