// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows one kind of object, and keeps the facts about each. It keeps an object until an event
 * says that the object was deleted, or until a complete list does not have it. It ignores
 * incomplete lists, and empty lists of a kind that always has objects. Thread-safe.
 *
 * @param <T> the type of the objects
 * @param <F> the facts about one of them
 */
final class ResourceFeed<T extends HasMetadata, F> implements AutoCloseable {
  /** Is told that an object is gone. */
  @FunctionalInterface
  interface Gone<F> {
    /**
     * @param certain whether there was an event of its deletion; otherwise a list does not have it
     */
    void gone(F facts, String name, boolean certain);
  }

  private final Supplier<SharedIndexInformer<T>> informers;
  private final BiFunction<T, @Nullable F, F> reader;
  private final boolean mayBeEmpty;
  private final Gone<F> gone;
  private final Runnable changed;
  private final FeedHealth health;
  private final ReentrantLock restarts = new ReentrantLock();
  private final AtomicBoolean awaitsRestart = new AtomicBoolean();
  private final Map<String, F> facts = new HashMap<>();
  private @Nullable SharedIndexInformer<T> informer;
  private int generation;
  private boolean listed;
  private boolean doubtful;

  /**
   * @param informers creates an informer that is not started yet
   * @param reader derives the facts from an object and from the previous facts about it
   * @param mayBeEmpty whether an empty list can be correct
   * @param changed called after every change, in any thread
   */
  ResourceFeed(
      Supplier<SharedIndexInformer<T>> informers,
      BiFunction<T, @Nullable F, F> reader,
      boolean mayBeEmpty,
      Gone<F> gone,
      Runnable changed,
      FeedHealth health) {
    this.informers = informers;
    this.reader = reader;
    this.mayBeEmpty = mayBeEmpty;
    this.gone = gone;
    this.changed = changed;
    this.health = health;
  }

  /** Starts again with a list. The known objects stay until that list is complete. */
  void restart() {
    restarts.lock();
    try {
      awaitsRestart.set(false);
      begin();
    } finally {
      restarts.unlock();
    }
  }

  private void begin() {
    SharedIndexInformer<T> next = informers.get();
    SharedIndexInformer<T> before;
    int current;
    synchronized (this) {
      before = informer;
      informer = next;
      current = ++generation;
      doubtful = false;
    }
    if (before != null) {
      before.stop();
    }
    next.exceptionHandler((_, failure) -> {
      boolean counts = isCurrent(current);
      if (counts) {
        failed(failure);
      }
      return counts;
    });
    next.addEventHandler(new InformerEvents(next, current));
    var _ = next.start();
  }

  /** Claims the next restart: true for the first caller since the last start. */
  boolean isToRestart() {
    return awaitsRestart.compareAndSet(false, true);
  }

  /** Events of an earlier informer are ignored. */
  private synchronized boolean isCurrent(int informerGeneration) {
    return informerGeneration == generation;
  }

  /** Whether it must be started again: it stopped, or its last list was not plausible. */
  synchronized boolean isBroken() {
    return doubtful || informer == null || !informer.isRunning();
  }

  FeedHealth health() {
    return health;
  }

  /** The facts about each object; null before the first complete list. */
  synchronized @Nullable Map<String, F> facts() {
    return listed ? Map.copyOf(facts) : null;
  }

  /**
   * The facts about one object; null if it is not known.
   *
   * @param key its namespace and name
   */
  synchronized @Nullable F fact(String key) {
    return facts.get(key);
  }

  /** Whether there was a complete list, so that an unknown object does not exist. */
  synchronized boolean isListed() {
    return listed;
  }

  /**
   * Reports a failure without an answer; {@link ApiObserver} has reported answers with a status.
   */
  void failed(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof KubernetesClientException answered && answered.getCode() != 0) {
        return;
      }
    }
    health.fails(false, ApiErrorText.failure(failure));
  }

  private synchronized void put(int from, T object) {
    if (from != generation) {
      return;
    }
    String key = Cache.metaNamespaceKeyFunc(object);
    F before = facts.get(key);
    F now = reader.apply(object, before);
    facts.put(key, now);
    if (listed && !now.equals(before)) {
      changed.run();
    }
  }

  private synchronized void remove(int from, T object) {
    F before = from == generation ? facts.remove(Cache.metaNamespaceKeyFunc(object)) : null;
    if (before != null) {
      gone.gone(before, object.getMetadata().getName(), true);
      changed.run();
    }
  }

  private synchronized void listed(int from, List<String> keys) {
    if (from != generation) {
      return;
    }
    Set<String> present = new HashSet<>(keys);
    if (present.isEmpty() && !mayBeEmpty) {
      doubtful = true;
      health.doubts("the list of " + health.what() + " is empty, which is not believed");
      return;
    }
    health.believes();
    Set<String> missing = new HashSet<>(facts.keySet());
    missing.removeAll(present);
    for (String key : missing) {
      F before = facts.remove(key);
      if (before != null) {
        gone.gone(before, key.substring(key.lastIndexOf('/') + 1), false);
      }
    }
    listed = true;
    changed.run();
  }

  @Override
  public void close() {
    SharedIndexInformer<T> last;
    synchronized (this) {
      last = informer;
      informer = null;
      generation++;
    }
    if (last != null) {
      last.stop();
    }
  }

  /** The events of one informer. */
  private final class InformerEvents implements ResourceEventHandler<T> {
    private final SharedIndexInformer<T> source;
    private final int from;

    InformerEvents(SharedIndexInformer<T> source, int from) {
      this.source = source;
      this.from = from;
    }

    @Override
    public void onAdd(T object) {
      put(from, object);
    }

    @Override
    public void onUpdate(T before, T object) {
      put(from, object);
    }

    @Override
    public void onDelete(T object, boolean finalStateUnknown) {
      // The final state is unknown if the object is missing from a list; listed() handles that.
      if (!finalStateUnknown) {
        remove(from, object);
      }
    }

    @Override
    public void onList(String resourceVersion, boolean remainedEmpty) {
      listed(from, source.getStore().listKeys());
    }
  }
}
