// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netcheck.images.cluster.Accounts.Claims;
import io.netcheck.testing.kubernetes.ApiRequest;
import io.netcheck.testing.kubernetes.ApiServer;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Finds the permissions of an account from roles and bindings: the part of RBAC that is used. */
final class Roles {
  private final ApiServer api;

  Roles(ApiServer api) {
    this.api = api;
  }

  boolean allow(Claims who, ApiRequest request) {
    return rules(who, request.namespace()).anyMatch(rule -> allows(rule, request));
  }

  private Stream<JsonNode> rules(Claims who, String namespace) {
    Stream<ObjectNode> everywhere = api.objects("ClusterRoleBinding").stream();
    Stream<ObjectNode> there =
        api.objects("RoleBinding").stream()
            .filter(it -> it.at("/metadata/namespace").asText().equals(namespace));
    return Stream.concat(everywhere, there)
        .filter(binding -> elements(binding.at("/subjects")).anyMatch(it -> is(it, who)))
        .flatMap(binding -> role(binding).stream())
        .flatMap(role -> elements(role.at("/rules")));
  }

  private static boolean is(JsonNode subject, Claims who) {
    return subject.at("/kind").asText().equals("ServiceAccount")
        && subject.at("/namespace").asText().equals(who.namespace())
        && subject.at("/name").asText().equals(who.name());
  }

  private List<ObjectNode> role(ObjectNode binding) {
    String kind = binding.at("/roleRef/kind").asText();
    String namespace = kind.equals("ClusterRole") ? "" : binding.at("/metadata/namespace").asText();
    return api.get(kind, namespace, binding.at("/roleRef/name").asText()).stream().toList();
  }

  private static boolean allows(JsonNode rule, ApiRequest request) {
    String group =
        request.apiVersion().contains("/") ? request.apiVersion().replaceAll("/.*", "") : "";
    return has(rule.at("/apiGroups"), group)
        && has(rule.at("/resources"), request.resource())
        && has(rule.at("/verbs"), request.verb());
  }

  private static boolean has(JsonNode list, String word) {
    return elements(list).anyMatch(it -> it.asText().equals(word));
  }

  private static Stream<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
