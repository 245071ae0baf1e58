// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The validation rules of Kubernetes that a chart could break. */
final class ObjectValidation {
  /** RFC 1123, subdomains. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  private static final Pattern NAME_OF_SERVICE =
      Pattern.compile("(?=.{1,63}$)[a-z]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern NAME_OF_RBAC = Pattern.compile("(?!\\.{1,2}$)[^/%]+");

  private static final String WORD = "(?=.{1,63}$)([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final Pattern LABEL_KEY =
      Pattern.compile("([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?" + WORD);
  private static final Pattern LABEL_VALUE = Pattern.compile("|" + WORD);

  private static final Map<String, List<String>> IMMUTABLE =
      Map.of(
          "ClusterRoleBinding", List.of("/roleRef"),
          "DaemonSet", List.of("/spec/selector"),
          "Deployment", List.of("/spec/selector"),
          "PersistentVolumeClaim", List.of("/spec/accessModes", "/spec/storageClassName"),
          "RoleBinding", List.of("/roleRef"),
          "Service", List.of("/spec/clusterIP"),
          "StatefulSet", List.of("/spec/selector", "/spec/serviceName"));

  private ObjectValidation() {}

  /**
   * @throws ApiException if it is not a valid object of that kind in that place
   */
  static void check(ObjectKind kind, String namespace, String nameInUrl, ObjectNode object) {
    String name = object.at("/metadata/name").asText();
    if (!object.path("apiVersion").asText().equals(kind.apiVersion())
        || !object.path("kind").asText().equals(kind.name())) {
      throw ApiException.badRequest(
          "the object provided is of "
              + object.path("apiVersion")
              + " "
              + object.path("kind")
              + " and not of "
              + kind);
    }
    if (!object.at("/metadata/namespace").asText().equals(namespace)) {
      throw ApiException.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    if (!nameInUrl.isEmpty() && !nameInUrl.equals(name)) {
      throw ApiException.badRequest("the name of the object does not match the name on the URL");
    }
    Pattern names =
        kind.group().startsWith("rbac")
            ? NAME_OF_RBAC
            : kind.name().equals("Service") ? NAME_OF_SERVICE : NAME;
    require(kind, object, names.matcher(name).matches(), "metadata.name", name);
    for (String metadata : List.of("/metadata", "/spec/template/metadata")) {
      words(kind, object, object.at(metadata), "labels", LABEL_VALUE);
      words(kind, object, object.at(metadata), "annotations", Pattern.compile("(?s).*"));
    }
    if (!object.at("/spec/template").isMissingNode()) {
      JsonNode selector = object.at("/spec/selector/matchLabels");
      JsonNode labels = object.at("/spec/template/metadata/labels");
      require(
          kind,
          object,
          !selector.isEmpty()
              && selector.properties().stream()
                  .allMatch(it -> it.getValue().equals(labels.path(it.getKey()))),
          "spec.selector does not match the labels of spec.template",
          selector);
    }
  }

  private static void words(
      ObjectKind kind, ObjectNode object, JsonNode metadata, String field, Pattern values) {
    for (Map.Entry<String, JsonNode> it : metadata.path(field).properties()) {
      require(kind, object, LABEL_KEY.matcher(it.getKey()).matches(), field, it.getKey());
      require(
          kind,
          object,
          it.getValue().isTextual() && values.matcher(it.getValue().asText()).matches(),
          field + "." + it.getKey(),
          it.getValue());
    }
  }

  private static void require(
      ObjectKind kind, ObjectNode object, boolean fulfilled, String field, Object value) {
    if (!fulfilled) {
      throw ApiException.invalid(
          kind, object.at("/metadata/name").asText(), field + ": Invalid value: " + value);
    }
  }

  /** Fields that Kubernetes assigned, such as the address of a Service, must not be removed. */
  static void checkChange(ObjectKind kind, ObjectNode before, ObjectNode after) {
    JsonNode version = after.at("/metadata/resourceVersion");
    if (!version.isMissingNode() && !version.equals(before.at("/metadata/resourceVersion"))) {
      throw ApiException.conflict(kind, after.at("/metadata/name").asText());
    }
    for (String field : IMMUTABLE.getOrDefault(kind.name(), List.of())) {
      require(
          kind,
          after,
          after.at(field).equals(before.at(field)),
          field.substring(1).replace('/', '.') + ": field is immutable",
          after.at(field));
    }
  }

  /** Sets the defaults of Kubernetes that clients read. */
  static void complete(ObjectKind kind, ObjectNode object, long number) {
    switch (kind.name()) {
      case "Namespace" ->
          object
              .withObject("/metadata/labels")
              .put("kubernetes.io/metadata.name", object.at("/metadata/name").asText());
      case "Secret" -> {
        if (object.remove("stringData") instanceof ObjectNode texts) {
          texts
              .properties()
              .forEach(it ->
                  object
                      .withObject("/data")
                      .put(
                          it.getKey(),
                          Base64.getEncoder()
                              .encodeToString(it.getValue().asText().getBytes(UTF_8))));
        }
      }
      case "Service" -> {
        ObjectNode spec = object.withObject("/spec");
        if (!spec.has("clusterIP")
            && Stream.of("", "ClusterIP", "NodePort", "LoadBalancer")
                .anyMatch(spec.path("type").asText()::equals)) {
          spec.put("clusterIP", "10.96." + (number >> 8 & 255) + "." + (number & 255));
        }
      }
      default -> {}
    }
  }
}
