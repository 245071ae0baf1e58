// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Stores the objects and every change to them. The resource version is the number of changes, so a
 * watch can continue from any version. Stored objects are never changed in place.
 */
final class ObjectStore implements AutoCloseable {
  private final Map<ObjectKey, ObjectNode> objects = new TreeMap<>();
  private final List<Change> changes = new ArrayList<>();
  private boolean closed;

  /**
   * @param before null for a new object
   * @param after null for a deleted object
   * @param last the last version of the object
   */
  record Change(
      ObjectKey key, @Nullable ObjectNode before, @Nullable ObjectNode after, ObjectNode last) {}

  record Snapshot(long version, List<ObjectNode> objects) {}

  synchronized Optional<ObjectNode> get(ObjectKey key) {
    return Optional.ofNullable(objects.get(key));
  }

  /**
   * @param namespace empty for all
   */
  synchronized Snapshot list(ObjectKind kind, String namespace) {
    return new Snapshot(
        changes.size(),
        objects.entrySet().stream()
            .filter(it -> it.getKey().isIn(kind, namespace))
            .map(Map.Entry::getValue)
            .toList());
  }

  /** Replaces the object, if any, by the result of the function, atomically. */
  synchronized ObjectNode change(ObjectKey key, Function<Optional<ObjectNode>, ObjectNode> change) {
    ObjectNode before = objects.get(key);
    ObjectNode after = change.apply(Optional.ofNullable(before)).deepCopy();
    ObjectNode metadata = after.withObject("/metadata");
    if (before != null) {
      metadata.set("resourceVersion", before.at("/metadata/resourceVersion"));
      if (after.equals(before)) {
        return before;
      }
    }
    metadata.put("resourceVersion", nextVersion());
    objects.put(key, after);
    add(new Change(key, before, after, after));
    return after;
  }

  /** Like {@link #change}, if the object exists. */
  synchronized Optional<ObjectNode> edit(ObjectKey key, UnaryOperator<ObjectNode> edit) {
    return Optional.ofNullable(objects.get(key))
        .map(before -> change(key, _ -> edit.apply(before.deepCopy())));
  }

  synchronized Optional<ObjectNode> remove(ObjectKey key) {
    ObjectNode before = objects.remove(key);
    if (before == null) {
      return Optional.empty();
    }
    ObjectNode last = before.deepCopy();
    last.withObject("/metadata").put("resourceVersion", nextVersion());
    add(new Change(key, before, null, last));
    if (key.kind().name().equals("Namespace")) {
      List.copyOf(objects.keySet()).stream()
          .filter(it -> it.namespace().equals(key.name()))
          .forEach(this::remove);
    }
    return Optional.of(last);
  }

  private String nextVersion() {
    return String.valueOf(changes.size() + 1);
  }

  private void add(Change change) {
    changes.add(change);
    notifyAll();
  }

  /** Waits for changes after a version. Empty after the timeout, or if the store is closed. */
  synchronized List<Change> after(long version, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (changes.size() <= version && !closed) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return List.of();
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return closed ? List.of() : List.copyOf(changes.subList((int) version, changes.size()));
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
