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
 * Digests of what all exporters must know at once: the identity of a client, and what is up or
 * down. Counts and round trips can wait. Digests differ between processes. They do not resist
 * crafted collisions; a client that crafts one only delays its own results.
 */
final class ContentDigest {
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private ContentDigest() {}

  /** The digest of a heartbeat. */
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
      digest = mix(digest, service.family().hashCode());
      digest = mix(digest, service.state().hashCode());
    }
    for (DnsResult dns : heartbeat.dns()) {
      digest = mix(digest, dns.resolver().hashCode());
      digest = mix(digest, dns.transport().hashCode());
      digest = mix(digest, dns.name().hashCode());
      digest = mix(digest, dns.state().hashCode());
    }
    return digest;
  }

  /**
   * The digest of what the exporters know about a client beyond its heartbeat: whether it is
   * silent, and which other agents claim its identity.
   */
  static long of(ClientRecord record, Duration freshness) {
    long digest = record.holder().isFresh(freshness) ? 0 : 1;
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
