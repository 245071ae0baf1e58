// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Heartbeat;
import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log says of clients: one line for each change. */
final class ClientLog {
  private static final Logger LOG = LoggerFactory.getLogger(ClientRegistry.class);

  private ClientLog() {}

  static void joined(Heartbeat heartbeat, InetAddress from) {
    LOG.info(
        "client joined client={} version={} zone={} endpoint={} address={}",
        heartbeat.client(),
        heartbeat.version(),
        heartbeat.zone(),
        print(heartbeat.endpoint()),
        from.getHostAddress());
  }

  /** The life that sent {@code heartbeat} got the identity. */
  static void superseded(String holderBefore, Heartbeat heartbeat, InetAddress from) {
    LOG.info(
        "client superseded client={} instance={} by={} address={}",
        heartbeat.client(),
        holderBefore,
        heartbeat.instance(),
        from.getHostAddress());
  }

  /** The life that sent {@code heartbeat} goes on without the identity. */
  static void duplicate(String holder, Heartbeat heartbeat, InetAddress from) {
    LOG.warn(
        "client duplicate client={} holder={} duplicate={} address={}",
        heartbeat.client(),
        holder,
        heartbeat.instance(),
        from.getHostAddress());
  }

  /**
   * @param excuse why its silence is expected, where it is
   */
  static void changed(ClientId id, ClientState state, String excuse) {
    switch (state) {
      case ACTIVE -> LOG.info("client back client={}", id);
      case STALE -> LOG.warn("client stale client={}", id);
      case LEAVING, ABSENT -> LOG.info("client {} client={}", state, id);
      case EXPECTED_DOWN -> LOG.info("client {} client={} because=\"{}\"", state, id, excuse);
    }
  }

  static void probing(ClientId id, boolean again) {
    if (again) {
      LOG.info("client probes again client={}", id);
    } else {
      LOG.warn("client stopped probing client={}", id);
    }
  }

  static void forgotten(ClientId id) {
    LOG.info("client forgotten client={}", id);
  }

  private static String print(Endpoint endpoint) {
    InetAddress address =
        endpoint.podAddresses().stream()
            .findFirst()
            .or(() -> endpoint.nodeAddresses().stream().findFirst())
            .orElse(InetAddress.getLoopbackAddress());
    return Addresses.withPort(address, endpoint.port());
  }
}
