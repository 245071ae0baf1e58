// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One connection to etcd, made anew after every failure: its library waits ever longer before it
 * tries again by itself. Keys are without the configured prefix. Every call has a deadline. For one
 * thread.
 */
final class EtcdConnection implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  /** Of the first call, for which the connection is made, and perhaps somebody is logged in. */
  private static final Duration FIRST_DEADLINE = DEADLINE.multipliedBy(2);

  /** A page of {@link #list}; some 2 MB in a large cluster. */
  private static final int PAGE = 500;

  /** The lease is gone, and with it all that was written with it. */
  static final class LeaseGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    LeaseGoneException(String message) {
      super(message);
    }
  }

  private final Client client;
  private final String prefix;

  /**
   * What was written at once stays together, as etcd promises of a watch: a client that is gone and
   * why it is gone are two events, and between the two it would look as if its lease had run out.
   */
  private final BlockingQueue<List<EtcdEvent>> events = new LinkedBlockingQueue<>();

  private Watch.@Nullable Watcher watcher;
  private boolean connected;

  EtcdConnection(EtcdStoreConfig config) throws IOException {
    this.prefix = config.access().prefix();
    this.client = EtcdDial.client(config, DEADLINE);
  }

  /** A new lease. */
  long grant(Duration ttl) throws IOException {
    return await(client.getLeaseClient().grant(ttl.toSeconds())).getID();
  }

  /** Has the lease begin anew. */
  void keepAlive(long lease) throws IOException {
    if (await(client.getLeaseClient().keepAliveOnce(lease)).getTTL() <= 0) {
      throw new LeaseGoneException("the lease is gone");
    }
  }

  /** Does all of these, each if its guards hold. */
  EtcdWrite.Answer write(List<EtcdWrite> writes) throws IOException {
    Op[] ops = writes.stream().flatMap(this::ops).toArray(Op[]::new);
    TxnResponse response = await(client.getKVClient().txn().Then(ops).commit());
    List<EtcdWrite.Outcome> each =
        response.getTxnResponses().stream()
            .map(one ->
                new EtcdWrite.Outcome(
                    one.isSucceeded(),
                    one.getGetResponses().stream()
                        .flatMap(get -> get.getKvs().stream())
                        .map(this::stored)
                        .toList()))
            .toList();
    return new EtcdWrite.Answer(response.getHeader().getRevision(), each);
  }

  /**
   * What is not guarded stands by itself: where etcd has no space it refuses such a request, while
   * it takes what is inside of a guarded one (costTxnReq in etcd's apply.go counts no inner ones).
   */
  private Stream<Op> ops(EtcdWrite write) {
    Op[] changes = write.changes().stream().map(this::op).toArray(Op[]::new);
    if (write.guards().isEmpty()) {
      return Stream.of(changes);
    }
    Cmp[] unchanged =
        write.guards().stream()
            .map(guard ->
                new Cmp(key(guard.key()), Cmp.Op.EQUAL, CmpTarget.modRevision(guard.revision())))
            .toArray(Cmp[]::new);
    Op[] instead =
        write.guards().stream()
            .map(guard -> Op.get(key(guard.key()), GetOption.DEFAULT))
            .toArray(Op[]::new);
    return Stream.of(Op.txn(unchanged, changes, instead));
  }

  private Op op(EtcdWrite.Change change) {
    return change
        .value()
        .<Op>map(value ->
            Op.put(
                key(change.key()),
                ByteSequence.from(value),
                PutOption.builder().withLeaseId(change.lease()).build()))
        .orElseGet(() -> Op.delete(key(change.key()), DeleteOption.DEFAULT));
  }

  /**
   * Everything below {@code folder}, in the order of the keys.
   *
   * @param revision as it was then; 0 for now
   * @return the revision that it is of
   */
  long list(String folder, long revision, Consumer<StoredValue> each) throws IOException {
    long at = revision;
    ByteSequence from = key(folder);
    ByteSequence end = key(folder.substring(0, folder.length() - 1) + (char) ('/' + 1));
    while (true) {
      GetOption page =
          GetOption.builder()
              .withRange(end)
              .withLimit(PAGE)
              .withRevision(at)
              .withSortField(GetOption.SortTarget.KEY)
              .withSortOrder(GetOption.SortOrder.ASCEND)
              .build();
      GetResponse response = await(client.getKVClient().get(from, page));
      at = at == 0 ? response.getHeader().getRevision() : at;
      List<KeyValue> found = response.getKvs();
      found.forEach(one -> each.accept(stored(one)));
      if (!response.isMore() || found.isEmpty()) {
        return at;
      }
      // The next possible key.
      from = found.getLast().getKey().concat(ByteSequence.from(new byte[] {0}));
    }
  }

  /** Watches everything below the prefix, from {@code revision} on. */
  void watch(long revision) {
    WatchOption option =
        WatchOption.builder().isPrefix(true).withRevision(revision).withRequireLeader(true).build();
    watcher =
        client
            .getWatchClient()
            .watch(
                bytes(prefix),
                option,
                Watch.listener(
                    response ->
                        events.add(response.getEvents().stream().flatMap(this::happened).toList()),
                    problem -> events.add(List.of(new EtcdEvent.End(plain(problem)))),
                    () -> events.add(List.of(new EtcdEvent.End("the watch ended")))));
  }

  private Stream<EtcdEvent> happened(WatchEvent event) {
    return switch (event.getEventType()) {
      case PUT -> Stream.of(new EtcdEvent.Put(stored(event.getKeyValue())));
      case DELETE -> Stream.of(new EtcdEvent.Gone(name(event.getKeyValue().getKey())));
      case UNRECOGNIZED -> Stream.of();
    };
  }

  /** What happened since this was last asked; waits a little where it is nothing. */
  List<EtcdEvent> events(Duration wait) throws InterruptedException {
    List<List<EtcdEvent>> happened = new ArrayList<>();
    List<EtcdEvent> first = events.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    if (first != null) {
      happened.add(first);
      events.drainTo(happened);
    }
    return happened.stream().flatMap(List::stream).toList();
  }

  private StoredValue stored(KeyValue keyValue) {
    return new StoredValue(
        name(keyValue.getKey()), keyValue.getValue().getBytes(), keyValue.getModRevision());
  }

  private String name(ByteSequence key) {
    return key.toString(UTF_8).substring(prefix.length());
  }

  private ByteSequence key(String name) {
    return bytes(prefix + name);
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, UTF_8);
  }

  private <T> T await(CompletableFuture<T> answer) throws IOException {
    Duration patience = connected ? DEADLINE : FIRST_DEADLINE;
    try {
      T got = answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      connected = true;
      return got;
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no answer within " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      String problem = plain(e.getCause() == null ? e : e.getCause());
      if (problem.contains("requested lease not found")) {
        throw new LeaseGoneException(problem);
      }
      throw new IOException(problem, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** One line of what went wrong, without the names of classes. */
  private static String plain(Throwable problem) {
    String message = problem.getMessage() == null ? problem.toString() : problem.getMessage();
    String line = message.replaceAll("[\\p{Cntrl}\"]+", " ").replaceFirst("^[A-Za-z.]+: ", "");
    return line.length() > 200 ? line.substring(0, 200) : line;
  }

  @Override
  public void close() {
    if (watcher != null) {
      watcher.close();
    }
    client.close();
  }
}
