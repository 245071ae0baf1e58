// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps only the name and the version of each object. A Node has 15 KB of JSON, and {@link
 * ResourceFeed} already keeps the hundred bytes that matter. Thread-safe.
 */
final class SlimStore<T extends HasMetadata> implements ItemStore<T> {
  private final ConcurrentMap<String, T> items = new ConcurrentHashMap<>();
  private final Function<ObjectMeta, T> maker;

  /**
   * @param maker creates an object that has only this metadata
   */
  SlimStore(Function<ObjectMeta, T> maker) {
    this.maker = maker;
  }

  @Override
  public String getKey(T item) {
    return Cache.metaNamespaceKeyFunc(item);
  }

  @Override
  public @Nullable T put(String key, T item) {
    ObjectMeta meta = item.getMetadata();
    return items.put(
        key,
        maker.apply(
            new ObjectMetaBuilder()
                .withNamespace(meta.getNamespace())
                .withName(meta.getName())
                .withUid(meta.getUid())
                .withResourceVersion(meta.getResourceVersion())
                .build()));
  }

  @Override
  public @Nullable T remove(String key) {
    return items.remove(key);
  }

  @Override
  public Stream<String> keySet() {
    return items.keySet().stream();
  }

  @Override
  public Stream<T> values() {
    return items.values().stream();
  }

  @Override
  public int size() {
    return items.size();
  }

  @Override
  public @Nullable T get(String key) {
    return items.get(key);
  }

  /** Otherwise the library would take the first, empty content of this store for a list. */
  @Override
  public boolean isFullState() {
    return false;
  }
}
