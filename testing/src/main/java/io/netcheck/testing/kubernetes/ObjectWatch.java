// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** A watch: sends one line for each change to the objects of a kind. */
final class ObjectWatch {
  private static final String TIMEOUT = "1800";

  private final ObjectStore store;
  private final ApiRequest request;
  private final ObjectKind kind;
  private final Predicate<JsonNode> selected;

  ObjectWatch(ObjectStore store, ApiRequest request, ObjectKind kind) {
    this.store = store;
    this.request = request;
    this.kind = kind;
    selected =
        ObjectSelector.of(request)
            .and(it ->
                request.name().isEmpty()
                    || it.at("/metadata/name").asText().equals(request.name()));
  }

  /** Runs until its timeout or until the server closes. */
  void run(OutputStream out) throws IOException, InterruptedException {
    long end =
        System.nanoTime()
            + Duration.ofSeconds(
                    Long.parseLong(request.query().getOrDefault("timeoutSeconds", TIMEOUT)))
                .toNanos();
    String from = request.asked("resourceVersion");
    long seen =
        from.isEmpty() || from.equals("0") || request.asks("sendInitialEvents")
            ? initial(out)
            : Long.parseLong(from);
    out.flush();
    while (true) {
      List<ObjectStore.Change> changes =
          store.after(seen, Duration.ofNanos(end - System.nanoTime()));
      if (changes.isEmpty()) {
        return;
      }
      seen += changes.size();
      for (ObjectStore.Change it : changes) {
        if (it.key().isIn(kind, request.namespace())) {
          tell(out, it);
        }
      }
      out.flush();
    }
  }

  private long initial(OutputStream out) throws IOException {
    ObjectStore.Snapshot snapshot = store.list(kind, request.namespace());
    for (ObjectNode it : snapshot.objects()) {
      if (selected.test(it)) {
        write(out, "ADDED", it);
      }
    }
    if (request.asks("sendInitialEvents")) {
      ObjectNode mark = ObjectKind.typed(kind.apiVersion(), kind.name());
      mark.putObject("metadata")
          .put("resourceVersion", String.valueOf(snapshot.version()))
          .putObject("annotations")
          .put("k8s.io/initial-events-end", "true");
      write(out, "BOOKMARK", mark);
    }
    return snapshot.version();
  }

  /** An object that the selector no longer matches is reported as deleted. */
  private void tell(OutputStream out, ObjectStore.Change change) throws IOException {
    boolean was = change.before() != null && selected.test(change.before());
    boolean is = change.after() != null && selected.test(change.after());
    if (was || is) {
      write(out, !was ? "ADDED" : is ? "MODIFIED" : "DELETED", change.last());
    }
  }

  private static void write(OutputStream out, String type, ObjectNode object) throws IOException {
    ObjectNode event = JsonNodeFactory.instance.objectNode().put("type", type);
    out.write((event.set("object", object) + "\n").getBytes(UTF_8));
  }
}
