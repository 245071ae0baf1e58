// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The changes below the prefix, in the order of their revisions. {@link #events} is for one thread.
 */
final class EtcdWatch implements AutoCloseable {
  private final KeyPrefix keys;

  /**
   * The changes of one transaction stay together, as etcd guarantees for a watch. A deleted client
   * and the reason for its deletion are two events; with the first one alone it would look as if
   * the lease of the client had expired.
   */
  private final BlockingQueue<List<EtcdEvent>> events = new LinkedBlockingQueue<>();

  private final Watch.Watcher watcher;

  /**
   * @param revision of the first change that it reports
   */
  EtcdWatch(Watch client, KeyPrefix keys, long revision) {
    this.keys = keys;
    WatchOption option =
        WatchOption.builder().isPrefix(true).withRevision(revision).withRequireLeader(true).build();
    watcher =
        client.watch(
            keys.bytes(),
            option,
            Watch.listener(
                response -> events.add(response.getEvents().stream().flatMap(this::event).toList()),
                problem -> events.add(List.of(new EtcdEvent.End(EtcdProblem.text(problem)))),
                () -> events.add(List.of(new EtcdEvent.End("the watch ended")))));
  }

  private Stream<EtcdEvent> event(WatchEvent event) {
    return switch (event.getEventType()) {
      case PUT -> Stream.of(new EtcdEvent.Put(keys.stored(event.getKeyValue())));
      case DELETE -> Stream.of(new EtcdEvent.Gone(keys.name(event.getKeyValue().getKey())));
      case UNRECOGNIZED -> Stream.of();
    };
  }

  /** The events since the last call; waits for {@code wait} at most if there are none. */
  List<EtcdEvent> events(Duration wait) throws InterruptedException {
    List<List<EtcdEvent>> happened = new ArrayList<>();
    List<EtcdEvent> first = events.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    if (first != null) {
      happened.add(first);
      events.drainTo(happened);
    }
    return happened.stream().flatMap(List::stream).toList();
  }

  @Override
  public void close() {
    watcher.close();
  }
}
