// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
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
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One connection to etcd, made anew after every failure: its library waits ever longer before it
 * tries again by itself. Keys are without the configured prefix. Every call has a deadline. For one
 * thread.
 */
final class EtcdConnection implements AutoCloseable {
  private static final String JETCD_LEVEL = "org.slf4j.simpleLogger.log.io.etcd";
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  /** A page of {@link #list}; some 2 MB in a large cluster. */
  private static final int PAGE = 500;

  private static final int LARGEST_ANSWER = 64 << 20;

  /**
   * What fails is said by {@link StoreStatus}, once; the libraries would say it with every attempt.
   * A level that was set is lost with the last reference to its logger.
   */
  private static final Logger GRPC_LOG = quiet();

  /** The lease is gone, and with it all that was written with it. */
  static final class LeaseGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    LeaseGoneException(String message) {
      super(message);
    }
  }

  /** A value under a key, and the revision at which it was written. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once and never compared
  record Stored(String key, byte[] value, long revision) {}

  /** What to do with one key; without a value it is deleted. */
  record Change(String key, Optional<byte[]> value, long lease) {}

  /**
   * Changes that happen together.
   *
   * @param guard of the key that this is about; empty for one that is written in any case
   */
  record Write(Optional<Guard> guard, List<Change> changes) {
    /** The key is as it was at {@code revision}, which is 0 where it was not there. */
    record Guard(String key, long revision) {}

    long bytes() {
      return changes.stream()
          .mapToLong(change -> change.value().map(v -> v.length).orElse(0))
          .sum();
    }
  }

  /**
   * What became of a write.
   *
   * @param done whether its guard held
   * @param instead what stands under the guarded key, where it did not
   */
  record Written(boolean done, Optional<Stored> instead) {}

  /** What became of several, all at one revision; of the guarded ones each. */
  record Answer(long revision, List<Written> each) {}

  /** Something happened to a key. */
  sealed interface Event {
    /** It was written. */
    record Put(Stored stored) implements Event {}

    /** It was deleted, or its lease ran out. */
    record Gone(String key) implements Event {}

    /** The watch ended, and nothing more comes. */
    record End(String problem) implements Event {}
  }

  private final Client client;
  private final String prefix;

  /**
   * What was written at once stays together: a client that is gone and why it is gone are two
   * events, and between the two it would look as if its lease had run out.
   */
  private final BlockingQueue<List<Event>> events = new LinkedBlockingQueue<>();

  private Watch.@Nullable Watcher watcher;

  EtcdConnection(StoreConfig.InEtcd config) throws IOException {
    this.prefix = config.access().prefix();
    GRPC_LOG.setLevel(Level.OFF);
    ClientBuilder builder =
        Client.builder()
            .endpoints(config.endpoints())
            .maxInboundMessageSize(LARGEST_ANSWER)
            .retryMaxAttempts(0)
            .connectTimeout(DEADLINE)
            .keepaliveTime(Duration.ofSeconds(10))
            .keepaliveTimeout(DEADLINE);
    config
        .access()
        .login()
        .ifPresent(login -> builder.user(bytes(login.user())).password(bytes(login.password())));
    if (config.isEncrypted()) {
      builder.sslContext(tls(config.access()));
    }
    this.client = builder.build();
  }

  private static Logger quiet() {
    if (System.getProperty(JETCD_LEVEL) == null) {
      System.setProperty(JETCD_LEVEL, "off");
    }
    return Logger.getLogger("io.grpc");
  }

  private static SslContext tls(EtcdAccess access) throws IOException {
    try {
      SslContextBuilder tls = GrpcSslContexts.forClient();
      if (access.caFile().isPresent()) {
        tls.trustManager(access.caFile().get().toFile());
      }
      if (access.certFile().isPresent() && access.keyFile().isPresent()) {
        tls.keyManager(access.certFile().get().toFile(), access.keyFile().get().toFile());
      }
      return tls.build();
    } catch (IllegalArgumentException e) {
      throw new IOException("a certificate or key cannot be used: " + e.getMessage(), e);
    }
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

  /** Does all of these, each if its guard holds. */
  Answer write(List<Write> writes) throws IOException {
    Op[] ops = writes.stream().flatMap(this::ops).toArray(Op[]::new);
    TxnResponse response = await(client.getKVClient().txn().Then(ops).commit());
    List<Written> each = new ArrayList<>();
    for (TxnResponse one : response.getTxnResponses()) {
      Optional<Stored> instead =
          one.getGetResponses().stream()
              .flatMap(get -> get.getKvs().stream())
              .map(this::stored)
              .findFirst();
      each.add(new Written(one.isSucceeded(), instead));
    }
    return new Answer(response.getHeader().getRevision(), each);
  }

  /**
   * What is not guarded stands by itself: where etcd has no space it refuses such a request, while
   * it takes what is inside of a guarded one (costTxnReq in etcd's apply.go counts no inner ones).
   */
  private Stream<Op> ops(Write write) {
    Op[] changes = write.changes().stream().map(this::op).toArray(Op[]::new);
    if (write.guard().isEmpty()) {
      return Stream.of(changes);
    }
    ByteSequence key = key(write.guard().get().key());
    Cmp unchanged =
        new Cmp(key, Cmp.Op.EQUAL, CmpTarget.modRevision(write.guard().get().revision()));
    return Stream.of(
        Op.txn(new Cmp[] {unchanged}, changes, new Op[] {Op.get(key, GetOption.DEFAULT)}));
  }

  private Op op(Change change) {
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
  long list(String folder, long revision, Consumer<Stored> each) throws IOException {
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
                    problem -> events.add(List.of(new Event.End(plain(problem)))),
                    () -> events.add(List.of(new Event.End("the watch ended")))));
  }

  private Stream<Event> happened(WatchEvent event) {
    return switch (event.getEventType()) {
      case PUT -> Stream.of(new Event.Put(stored(event.getKeyValue())));
      case DELETE -> Stream.of(new Event.Gone(name(event.getKeyValue().getKey())));
      case UNRECOGNIZED -> Stream.of();
    };
  }

  /** What happened since this was last asked; waits a little where it is nothing. */
  List<Event> events(Duration wait) throws InterruptedException {
    List<List<Event>> happened = new ArrayList<>();
    List<Event> first = events.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    if (first != null) {
      happened.add(first);
      events.drainTo(happened);
    }
    return happened.stream().flatMap(List::stream).toList();
  }

  private Stored stored(KeyValue keyValue) {
    return new Stored(
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

  private static <T> T await(CompletableFuture<T> answer) throws IOException {
    try {
      return answer.get(DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no answer within " + DEADLINE.toSeconds() + " s", e);
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
