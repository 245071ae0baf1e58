// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Handles all requests to objects except watches. */
final class ObjectRequests {
  private final ObjectStore store;
  private final Map<ObjectKind, UnaryOperator<ObjectNode>> onCreate = new ConcurrentHashMap<>();
  private final AtomicLong created = new AtomicLong();

  ObjectRequests(ObjectStore store) {
    this.store = store;
  }

  void onCreate(ObjectKind kind, UnaryOperator<ObjectNode> hook) {
    onCreate.put(kind, hook);
  }

  ObjectNode answer(ApiRequest request, ObjectKind kind, JsonNode body) {
    ObjectKey key = new ObjectKey(kind, request.namespace(), request.name());
    if (!request.subresource().isEmpty() && !request.subresource().equals("status")) {
      existing(key);
      throw new ApiException(
          501,
          "NotImplemented",
          "there is no kubelet here for " + request.subresource() + " of " + request.name());
    }
    return switch (request.verb()) {
      case "get" -> existing(key);
      case "list" -> list(request, kind);
      case "create" -> create(request, kind, object(body));
      case "update" -> change(request, key, object(body));
      case "patch" -> change(request, key, body);
      case "delete" -> delete(request, key);
      case "deletecollection" -> {
        ObjectNode gone = list(request, kind);
        gone.path("items").forEach(it -> delete(request, ObjectKey.of(kind, it)));
        yield gone;
      }
      default ->
          throw new ApiException(405, "MethodNotAllowed", request.verb() + " of " + request.path());
    };
  }

  private ObjectNode existing(ObjectKey key) {
    return store.get(key).orElseThrow(() -> ApiException.notFound(key.kind(), key.name()));
  }

  private static ObjectNode object(JsonNode body) {
    if (body instanceof ObjectNode object) {
      return object;
    }
    throw ApiException.badRequest("not an object: " + body.getNodeType());
  }

  private ObjectNode list(ApiRequest request, ObjectKind kind) {
    ObjectStore.Snapshot snapshot = store.list(kind, request.namespace());
    ObjectNode list = ObjectKind.typed(kind.apiVersion(), kind.name() + "List");
    list.putObject("metadata").put("resourceVersion", String.valueOf(snapshot.version()));
    ArrayNode items = list.putArray("items");
    snapshot.objects().stream().filter(ObjectSelector.of(request)).forEach(items::add);
    return list;
  }

  private ObjectNode create(ApiRequest request, ObjectKind kind, ObjectNode posted) {
    if (kind.namespaced() == request.namespace().isEmpty()) {
      throw ApiException.unknownPath();
    }
    ObjectNode metadata = posted.withObject("/metadata");
    if (metadata.has("resourceVersion")) {
      throw ApiException.badRequest("resourceVersion should not be set on objects to be created");
    }
    if (!metadata.has("name") && metadata.has("generateName")) {
      String ending = "%05d".formatted(created.incrementAndGet());
      metadata.put("name", metadata.path("generateName").asText() + ending);
    }
    if (kind.namespaced() && !metadata.has("namespace")) {
      metadata.put("namespace", request.namespace());
    }
    if (kind.isQuestion()) {
      return hooked(kind, posted);
    }
    ObjectValidation.check(kind, request.namespace(), "", posted);
    if (kind.namespaced()) {
      existing(new ObjectKey(ObjectKind.of("Namespace"), "", request.namespace()));
    }
    posted.remove("status");
    return write(
        request,
        ObjectKey.of(kind, posted),
        before -> {
          if (before.isPresent()) {
            throw ApiException.alreadyExists(kind, ObjectKey.of(kind, posted).name());
          }
          return hooked(kind, born(kind, posted));
        });
  }

  private ObjectNode hooked(ObjectKind kind, ObjectNode posted) {
    return onCreate.getOrDefault(kind, UnaryOperator.identity()).apply(posted);
  }

  private ObjectNode born(ObjectKind kind, ObjectNode object) {
    object
        .withObject("/metadata")
        .put("uid", UUID.randomUUID().toString())
        .put("creationTimestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    // The real server omits it for a few old kinds.
    if (object.has("spec")) {
      object.withObject("/metadata").put("generation", 1);
    }
    ObjectValidation.complete(kind, object, created.incrementAndGet());
    return object;
  }

  /**
   * @param body the object, or the differences in a patch
   */
  private ObjectNode change(ApiRequest request, ObjectKey key, JsonNode body) {
    boolean ofStatus = request.subresource().equals("status");
    boolean applied = request.contentType().equals("application/apply-patch+yaml");
    if (applied && !ofStatus && store.get(key).isEmpty()) {
      return create(request, key.kind(), object(body));
    }
    return write(
        request,
        key,
        found -> {
          ObjectNode before =
              found.orElseThrow(() -> ApiException.notFound(key.kind(), key.name()));
          ObjectNode after =
              request.verb().equals("patch")
                  ? ObjectPatch.apply(request.contentType(), key.kind(), before, body)
                  : object(body).deepCopy();
          return ofStatus ? withStatus(before, after) : replaced(key, before, after);
        });
  }

  private static ObjectNode withStatus(ObjectNode before, ObjectNode after) {
    ObjectNode changed = before.deepCopy();
    changed.set("status", object(after.path("status")));
    return changed;
  }

  private ObjectNode replaced(ObjectKey key, ObjectNode before, ObjectNode after) {
    if (key.kind().namespaced() && after.at("/metadata/namespace").isMissingNode()) {
      after.withObject("/metadata").put("namespace", key.namespace());
    }
    ObjectValidation.check(key.kind(), key.namespace(), key.name(), after);
    carry(key.kind(), before, after);
    ObjectValidation.checkChange(key.kind(), before, after);
    after.remove("status");
    if (before.has("status")) {
      after.set("status", before.path("status"));
    }
    return after;
  }

  /** Fields that the server set stay. A change of other fields increases the generation. */
  private void carry(ObjectKind kind, ObjectNode before, ObjectNode after) {
    ObjectNode metadata = after.withObject("/metadata");
    for (String field : List.of("uid", "creationTimestamp", "generation")) {
      metadata.remove(field);
      if (before.at("/metadata").has(field)) {
        metadata.set(field, before.at("/metadata").path(field));
      }
    }
    if (kind.name().equals("Service") && before.at("/spec").has("clusterIP")) {
      ObjectNode spec = after.withObject("/spec");
      spec.set(
          "clusterIP",
          Optional.ofNullable(spec.get("clusterIP")).orElse(before.at("/spec/clusterIP")));
    }
    ObjectValidation.complete(kind, after, created.get());
    if (!after.path("spec").equals(before.path("spec"))) {
      metadata.put("generation", before.at("/metadata/generation").asLong() + 1);
    }
  }

  private ObjectNode write(
      ApiRequest request, ObjectKey key, Function<Optional<ObjectNode>, ObjectNode> change) {
    return request.asks("dryRun") ? change.apply(store.get(key)) : store.change(key, change);
  }

  private ObjectNode delete(ApiRequest request, ObjectKey key) {
    Optional<ObjectNode> gone = request.asks("dryRun") ? store.get(key) : store.remove(key);
    return gone.orElseThrow(() -> ApiException.notFound(key.kind(), key.name()));
  }

  /** Writes with full permissions, including the status, and without any checks. */
  ObjectNode put(JsonNode object) {
    ObjectKind kind = ObjectKind.of(object.path("kind").asText());
    ObjectNode copy = object(object.deepCopy());
    if (kind.namespaced() && copy.at("/metadata/namespace").isMissingNode()) {
      copy.withObject("/metadata").put("namespace", "default");
    }
    return store.change(
        ObjectKey.of(kind, copy),
        before -> {
          if (before.isEmpty()) {
            return born(kind, copy);
          }
          carry(kind, before.get(), copy);
          return copy;
        });
  }
}
