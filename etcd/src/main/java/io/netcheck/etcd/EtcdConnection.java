// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Sends requests to etcd over one connection. After a failure a new connection is needed, because
 * the library waits longer and longer before it reconnects by itself. Keys are without the
 * configured prefix. Every call has a deadline. For one thread.
 */
final class EtcdConnection implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  /** The deadline of the first call, which also connects and logs in. */
  private static final Duration FIRST_DEADLINE = DEADLINE.multipliedBy(2);

  /** Keys in one page of {@link #list}, which is some 2 MB in a large cluster. */
  private static final int PAGE = 500;

  /** The lease expired, and etcd deleted all keys with it. */
  static final class LeaseGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    LeaseGoneException(String message) {
      super(message);
    }
  }

  private final Client client;
  private final KeyPrefix keys;

  private boolean connected;

  EtcdConnection(EtcdStoreConfig config) throws IOException {
    this.keys = new KeyPrefix(config.access().prefix());
    this.client = EtcdDial.client(config, DEADLINE);
  }

  /** Requests a new lease. */
  long grant(Duration ttl) throws IOException {
    return await(client.getLeaseClient().grant(ttl.toSeconds())).getID();
  }

  /** Renews the lease. */
  void keepAlive(long lease) throws IOException {
    if (await(client.getLeaseClient().keepAliveOnce(lease)).getTTL() <= 0) {
      throw new LeaseGoneException("the lease is gone");
    }
  }

  /** Executes all of these in one transaction, each if its guards hold. */
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
                        .map(keys::stored)
                        .toList()))
            .toList();
    return new EtcdWrite.Answer(response.getHeader().getRevision(), each);
  }

  /**
   * Unguarded changes are not nested: if etcd has no space, it refuses them, but accepts changes in
   * a nested transaction (costTxnReq in etcd's apply.go does not count inner operations).
   */
  private Stream<Op> ops(EtcdWrite write) {
    Op[] changes = write.changes().stream().map(this::op).toArray(Op[]::new);
    if (write.guards().isEmpty()) {
      return Stream.of(changes);
    }
    Cmp[] unchanged =
        write.guards().stream()
            .map(guard ->
                new Cmp(
                    keys.key(guard.key()), Cmp.Op.EQUAL, CmpTarget.modRevision(guard.revision())))
            .toArray(Cmp[]::new);
    Op[] instead =
        write.guards().stream()
            .map(guard -> Op.get(keys.key(guard.key()), GetOption.DEFAULT))
            .toArray(Op[]::new);
    return Stream.of(Op.txn(unchanged, changes, instead));
  }

  private Op op(EtcdWrite.Change change) {
    return change
        .value()
        .<Op>map(value ->
            Op.put(
                keys.key(change.key()),
                ByteSequence.from(value),
                PutOption.builder().withLeaseId(change.lease()).build()))
        .orElseGet(() -> Op.delete(keys.key(change.key()), DeleteOption.DEFAULT));
  }

  /**
   * Reads everything below {@code folder}, in the order of the keys.
   *
   * @param revision to read at; 0 for the current one
   * @return the revision that was read
   */
  long list(String folder, long revision, Consumer<StoredValue> each) throws IOException {
    return list(folder, revision, PAGE, each);
  }

  /** The same with so many keys in one answer, at most. */
  long list(String folder, long revision, int pageKeys, Consumer<StoredValue> each)
      throws IOException {
    long at = revision;
    ByteSequence from = keys.key(folder);
    ByteSequence end = keys.key(folder.substring(0, folder.length() - 1) + (char) ('/' + 1));
    while (true) {
      GetOption page =
          GetOption.builder()
              .withRange(end)
              .withLimit(pageKeys)
              .withRevision(at)
              .withSortField(GetOption.SortTarget.KEY)
              .withSortOrder(GetOption.SortOrder.ASCEND)
              .build();
      GetResponse response = await(client.getKVClient().get(from, page));
      at = at == 0 ? response.getHeader().getRevision() : at;
      List<KeyValue> found = response.getKvs();
      found.forEach(one -> each.accept(keys.stored(one)));
      if (!response.isMore() || found.isEmpty()) {
        return at;
      }
      // The smallest key after the last one.
      from = found.getLast().getKey().concat(ByteSequence.from(new byte[] {0}));
    }
  }

  /** Deletes everything below {@code folder}. */
  void deleteBelow(String folder) throws IOException {
    ByteSequence end = keys.key(folder.substring(0, folder.length() - 1) + (char) ('/' + 1));
    await(
        client
            .getKVClient()
            .delete(keys.key(folder), DeleteOption.builder().withRange(end).build()));
  }

  /** Watches everything below the prefix, from {@code revision} on. */
  EtcdWatch watch(long revision) {
    return new EtcdWatch(client.getWatchClient(), keys, revision);
  }

  private <T> T await(CompletableFuture<T> answer) throws IOException {
    Duration deadline = connected ? DEADLINE : FIRST_DEADLINE;
    try {
      T got = answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
      connected = true;
      return got;
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no answer within " + deadline.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      String problem = EtcdProblem.text(e.getCause() == null ? e : e.getCause());
      if (problem.contains("requested lease not found")) {
        throw new LeaseGoneException(problem);
      }
      throw new IOException(problem, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
