// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.exporter.client.ClientRecord;
import io.netcheck.exporter.client.IncarnationRecord;
import io.netcheck.protocol.DnsResult;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ServiceResult;
import java.time.Duration;
import java.util.Arrays;

/**
 * Digests of what all exporters have to know at once: who a client is, and what is up and down.
 * Counts and round trips may wait. Not the same in two processes, and not proof against somebody
 * who looks for collisions, who would delay his own results only.
 */
final class ContentDigest {
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private ContentDigest() {}

  /** Of what a client says. */
  static long of(Heartbeat heartbeat) {
    long digest = heartbeat.instance().hashCode();
    digest = mix(digest, heartbeat.endpoint().hashCode());
    digest = mix(digest, heartbeat.zone().hashCode());
    digest = mix(digest, heartbeat.version().hashCode());
    digest = mix(digest, heartbeat.goodbye() ? 1 : 0);
    for (PlaneResults plane : heartbeat.planes()) {
      digest = mix(digest, plane.network().hashCode());
      digest = mix(digest, plane.family().hashCode());
      digest = mix(digest, plane.targets().hashCode());
      digest = mix(digest, Arrays.hashCode(plane.up()));
      for (ProbeColumn column : plane.probes().values()) {
        digest = mix(digest, Arrays.hashCode(column.up()));
      }
    }
    for (ServiceResult service : heartbeat.services()) {
      digest = mix(digest, service.service().hashCode());
      digest = mix(digest, service.probe().hashCode());
      digest = mix(digest, service.state().hashCode());
    }
    for (DnsResult dns : heartbeat.dns()) {
      digest = mix(digest, dns.resolver().hashCode());
      digest = mix(digest, dns.name().hashCode());
      digest = mix(digest, dns.state().hashCode());
    }
    return digest;
  }

  /**
   * Of what the exporters know of a client beside: whether it is silent, and who else claims it.
   */
  static long standing(ClientRecord record, Duration freshness) {
    long digest = record.holder().age().compareTo(freshness) > 0 ? 1 : 0;
    digest += record.onNode() ? 2 : 0;
    for (IncarnationRecord claimant : record.claimants()) {
      digest += FACTOR * claimant.last().instance().hashCode();
    }
    return digest;
  }

  private static long mix(long digest, long next) {
    long mixed = (digest ^ next) * FACTOR;
    return mixed ^ (mixed >>> 32);
  }
}
