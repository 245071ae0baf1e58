// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.SharedClients;
import io.netcheck.exporter.client.TestRegistry;
import io.netcheck.exporter.store.ExternalRecords;
import io.netcheck.fuzz.FuzzTarget;
import io.netcheck.fuzz.StoppedClock;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Values in etcd. */
public final class EtcdTargets {
  private static final List<Class<? extends Exception>> FAILED = List.of(IOException.class);

  /** A value of the largest size, and the copies that are made of it. */
  private static final long MOST_BYTES = 160L << 20;

  private EtcdTargets() {}

  public static List<FuzzTarget> all() {
    EtcdReader reader = reader();
    return List.of(
        FuzzTarget.of("etcd-client", GzipRecords::client, FAILED).allocating(MOST_BYTES),
        FuzzTarget.of("etcd-event", in -> event(reader, in), FAILED),
        FuzzTarget.of("etcd-forgotten", ForgottenValue::read, FAILED),
        FuzzTarget.of("etcd-key", in -> EtcdKey.of(new String(in, UTF_8))));
  }

  /** The key in the first line, and its value in the others, which are compressed. */
  private static Object event(EtcdReader reader, byte[] input) throws IOException {
    int line = 0;
    while (line < input.length && input[line] != '\n') {
      line++;
    }
    String key = new String(input, 0, line, UTF_8);
    byte[] value = Arrays.copyOfRange(input, Math.min(input.length, line + 1), input.length);
    boolean packed = !(EtcdKey.of(key) instanceof EtcdKey.ForgottenKey);
    reader.take(
        new EtcdEvent.Put(
            new StoredValue(
                key, packed ? GzipRecords.pack(out -> out.write(value)) : value, input.length)));
    return EtcdKey.of(key).getClass().getSimpleName();
  }

  private static EtcdReader reader() {
    ProcessClock clock = new StoppedClock();
    KnownRevisions revisions = new KnownRevisions();
    EtcdJournal journal = new EtcdJournal(clock, revisions);
    return new EtcdReader(
        new SharedClients(TestRegistry.of(clock, journal)),
        journal,
        revisions,
        new ExternalExchange(ExternalRecords.NONE, clock),
        "me",
        clock);
  }
}
