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
 * Follows one kind of object, and keeps what matters of each. What it knows it keeps until somebody
 * says otherwise: an event that an object was deleted, or a complete list without it. A list that
 * breaks off says nothing, and one without any object is not believed where there must be some.
 *
 * @param <T> the objects
 * @param <F> what matters of one
 */
final class ResourceFeed<T extends HasMetadata, F> implements AutoCloseable {
  /** Hears that an object is gone. */
  @FunctionalInterface
  interface Gone<F> {
    /**
     * @param certain whether its deletion was seen; otherwise it was missing from a list
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
  private int lives;
  private boolean listed;
  private boolean doubtful;

  /**
   * @param informers makes one that is not started yet
   * @param reader turns an object, and what was known of it, into what matters
   * @param mayBeEmpty whether a list of nothing can be true
   * @param changed told, in any thread, that something changed
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

  /** Begins anew with a list; what is known stays until that list is complete. */
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
    int life;
    synchronized (this) {
      before = informer;
      informer = next;
      life = ++lives;
      doubtful = false;
    }
    if (before != null) {
      before.stop();
    }
    int its = life;
    next.exceptionHandler((_, failure) -> {
      boolean counts = isCurrent(its);
      if (counts) {
        failed(failure);
      }
      return counts;
    });
    next.addEventHandler(new Events(next, life));
    var _ = next.start();
  }

  /** Whether nobody else has said so since it was last started. */
  boolean isToRestart() {
    return awaitsRestart.compareAndSet(false, true);
  }

  /** What a former informer still says does not count. */
  private synchronized boolean isCurrent(int life) {
    return life == lives;
  }

  /** Whether it has to be started again: it stopped, or its last list was not believed. */
  synchronized boolean isBroken() {
    return doubtful || informer == null || !informer.isRunning();
  }

  FeedHealth health() {
    return health;
  }

  /** What is known of each object; null before the first complete list. */
  synchronized @Nullable Map<String, F> facts() {
    return listed ? Map.copyOf(facts) : null;
  }

  /**
   * What is known of the object called {@code key}, which is its namespace and its name; null where
   * there is none.
   */
  synchronized @Nullable F fact(String key) {
    return facts.get(key);
  }

  /** Whether a list was complete, so that what is not known is not there. */
  synchronized boolean isListed() {
    return listed;
  }

  /** What has a status was named by who saw the answer. */
  void failed(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof KubernetesClientException named && named.getCode() != 0) {
        return;
      }
    }
    health.fails(false, ApiErrorText.failure(failure));
  }

  private synchronized void put(int life, T object) {
    if (life != lives) {
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

  private synchronized void remove(int life, T object) {
    F before = life == lives ? facts.remove(Cache.metaNamespaceKeyFunc(object)) : null;
    if (before != null) {
      gone.gone(before, object.getMetadata().getName(), true);
      changed.run();
    }
  }

  private synchronized void listed(int life, List<String> keys) {
    if (life != lives) {
      return;
    }
    Set<String> there = new HashSet<>(keys);
    if (there.isEmpty() && !mayBeEmpty) {
      doubtful = true;
      health.doubts("the list of " + health.what() + " is empty, which is not believed");
      return;
    }
    health.believes();
    Set<String> missing = new HashSet<>(facts.keySet());
    missing.removeAll(there);
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
      lives++;
    }
    if (last != null) {
      last.stop();
    }
  }

  /** What one informer says; a former one is not listened to. */
  private final class Events implements ResourceEventHandler<T> {
    private final SharedIndexInformer<T> from;
    private final int life;

    Events(SharedIndexInformer<T> from, int life) {
      this.from = from;
      this.life = life;
    }

    @Override
    public void onAdd(T object) {
      put(life, object);
    }

    @Override
    public void onUpdate(T before, T object) {
      put(life, object);
    }

    @Override
    public void onDelete(T object, boolean finalStateUnknown) {
      // What is missing from a list is looked at when the list is complete.
      if (!finalStateUnknown) {
        remove(life, object);
      }
    }

    @Override
    public void onList(String resourceVersion, boolean remainedEmpty) {
      listed(life, from.getStore().listKeys());
    }
  }
}
