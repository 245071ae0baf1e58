// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.fuzz.FuzzTarget;
import java.io.IOException;
import java.util.Collections;
import java.util.List;

/** Values in etcd. */
public final class EtcdTargets {
  private static final List<Class<? extends Exception>> FAILED = List.of(IOException.class);

  /** A value of the largest size, and the copies that are made of it. */
  private static final long MOST_BYTES = 160L << 20;

  private EtcdTargets() {}

  public static List<FuzzTarget> all() {
    return List.of(
        FuzzTarget.of("etcd-client", GzipRecords::client, FAILED).allocating(MOST_BYTES),
        FuzzTarget.of("etcd-heard", EtcdTargets::heard, FAILED),
        FuzzTarget.of("etcd-forgotten", ForgottenValue::read, FAILED),
        FuzzTarget.of("etcd-key", in -> EtcdKey.of(new String(in, UTF_8))));
  }

  /** As {@link EtcdReader} uses it. */
  private static Object heard(byte[] input) throws IOException {
    HeardValue value = HeardValue.read(GzipRecords.pack(out -> out.write(input)));
    for (HeardValue.Item item : value.heard()) {
      if (item.id().isPresent() && !item.sequences().isEmpty()) {
        var _ = Collections.max(item.sequences());
        var _ = item.age();
        var _ = item.instance().length();
      }
    }
    return value.heard();
  }
}
