// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The fields of one YAML mapping. Every field must be known and must not be repeated. Values are
 * read by the type of their field as in Go's {@code yaml.v2}, including the words of YAML 1.1 for
 * true and false. A wrong field is an {@link IllegalArgumentException} that names the place.
 */
final class YamlFields {
  private static final Set<String> TRUE =
      Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
  private static final Set<String> FALSE =
      Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
  private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");

  /** Several times as many as any field needs. */
  private static final int MAX_DEPTH = 20;

  private final String path;
  private final Map<String, Node> fields;

  private YamlFields(String path, Map<String, Node> fields) {
    this.path = path;
    this.fields = fields;
  }

  /** Reads the only document in {@code text}. An empty text has no fields. */
  static YamlFields of(String text, String... known) {
    Optional<Node> root;
    LoadSettings settings = LoadSettings.builder().setLabel("it").build();
    try {
      checkDepth(new Parse(settings).parseString(text));
      root = new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException e) {
      String line =
          e.getProblemMark().map(mark -> "line " + (mark.getLine() + 1) + ": ").orElse("");
      throw new IllegalArgumentException(line + "not well-formed YAML: " + e.getProblem(), e);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException("not well-formed YAML: " + e.getMessage(), e);
    }
    return new YamlFields(
        "", root.isEmpty() ? Map.of() : known(mapping("", root.get()), "", Set.of(known)));
  }

  /** The library composes nodes recursively, without a limit, but it parses in a loop. */
  private static void checkDepth(Iterable<Event> events) {
    int depth = 0;
    for (Event event : events) {
      if (event instanceof CollectionEndEvent) {
        depth--;
      } else if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
        String line =
            event.getStartMark().map(mark -> "line " + (mark.getLine() + 1) + ": ").orElse("");
        throw new IllegalArgumentException(
            line + "expected at most " + MAX_DEPTH + " levels of nested fields and lists");
      }
    }
  }

  private static Map<String, Node> known(Map<String, Node> fields, String path, Set<String> known) {
    fields.forEach((name, value) -> {
      if (!known.contains(name)) {
        throw wrong(
            value, path + name, "a known field: one of " + String.join(", ", sorted(known)));
      }
    });
    return fields;
  }

  private static List<String> sorted(Set<String> words) {
    return words.stream().sorted().toList();
  }

  private static Map<String, Node> mapping(String path, Node node) {
    if (isNull(node)) {
      return Map.of();
    }
    if (!(node instanceof MappingNode mapping)) {
      throw wrong(node, path.isEmpty() ? "the file" : path, "fields with values");
    }
    Map<String, Node> fields = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String name = scalar(path, tuple.getKeyNode());
      if (fields.put(name, tuple.getValueNode()) != null) {
        throw wrong(tuple.getKeyNode(), path + name, "to be there once");
      }
    }
    return fields;
  }

  /**
   * The mapping in the field {@code name}, which may have the {@code known} fields. Without fields
   * if it is missing.
   */
  YamlFields fields(String name, String... known) {
    String inner = path + name + ".";
    Node node = fields.get(name);
    return new YamlFields(
        inner, node == null ? Map.of() : known(mapping(inner, node), inner, Set.of(known)));
  }

  boolean isEmpty() {
    return fields.isEmpty();
  }

  /** The texts of the mapping in the field {@code name}, by their names. Any name is allowed. */
  Map<String, String> texts(String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    Node node = fields.get(name);
    if (node != null) {
      String inner = path + name + ".";
      mapping(inner, node).forEach((key, value) -> texts.put(key, scalar(inner + key, value)));
    }
    return texts;
  }

  /** The text of a field; empty if the field is missing or its text is empty. */
  Optional<String> text(String name) {
    Node node = fields.get(name);
    return node == null
        ? Optional.empty()
        : Optional.of(scalar(path + name, node)).filter(text -> !text.isEmpty());
  }

  List<String> list(String name) {
    Node node = fields.get(name);
    if (node == null || isNull(node)) {
      return List.of();
    }
    if (!(node instanceof SequenceNode sequence)) {
      throw wrong(node, path + name, "a list");
    }
    List<String> texts = new ArrayList<>();
    sequence.getValue().forEach(item -> texts.add(scalar(path + name, item)));
    return texts;
  }

  boolean bool(String name, boolean fallback) {
    Node node = fields.get(name);
    if (node == null || isNull(node)) {
      return fallback;
    }
    if (node instanceof ScalarNode scalar && scalar.isPlain()) {
      if (TRUE.contains(scalar.getValue())) {
        return true;
      }
      if (FALSE.contains(scalar.getValue())) {
        return false;
      }
    }
    throw wrong(node, path + name, "true or false");
  }

  int integer(String name, int fallback) {
    Node node = fields.get(name);
    if (node == null || isNull(node)) {
      return fallback;
    }
    try {
      if (node instanceof ScalarNode scalar && scalar.isPlain()) {
        return Integer.parseInt(scalar.getValue());
      }
    } catch (NumberFormatException _) {
      // Reported below.
    }
    throw wrong(node, path + name, "a whole number");
  }

  /** The exception for a wrong value of {@code name}. */
  IllegalArgumentException wrong(String name, String expected) {
    Node node = fields.get(name);
    return node == null
        ? new IllegalArgumentException(path + name + ": expected " + expected)
        : wrong(node, path + name, expected);
  }

  private static IllegalArgumentException wrong(Node node, String where, String expected) {
    String line = node.getStartMark().map(mark -> "line " + (mark.getLine() + 1) + ": ").orElse("");
    return new IllegalArgumentException(line + where + ": expected " + expected);
  }

  private static String scalar(String where, Node node) {
    if (node instanceof ScalarNode scalar) {
      return isNull(scalar) ? "" : scalar.getValue();
    }
    throw wrong(node, where, "a text");
  }

  private static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.isPlain()
        && NULL.contains(scalar.getValue());
  }
}
