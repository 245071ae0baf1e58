// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Heartbeat;
import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs one line for each change of a client. */
final class ClientLog implements ClientListener {
  private static final Logger LOG = LoggerFactory.getLogger(ClientRegistry.class);

  @Override
  public void on(ClientEvent event) {
    switch (event) {
      case ClientEvent.Joined(Heartbeat first, InetAddress from) ->
          LOG.info(
              "client joined id={} version={} zone={} endpoint={} address={}",
              first.client(),
              first.version(),
              first.zone(),
              print(first.endpoint()),
              from.getHostAddress());
      case ClientEvent.HolderChanged(String before, Heartbeat heartbeat, InetAddress from) ->
          LOG.info(
              "client superseded id={} instance={} by={} address={}",
              heartbeat.client(),
              before,
              heartbeat.instance(),
              from.getHostAddress());
      case ClientEvent.Duplicated(String holder, Heartbeat heartbeat, InetAddress from) ->
          LOG.warn(
              "client duplicate id={} holder={} duplicate={} address={}",
              heartbeat.client(),
              holder,
              heartbeat.instance(),
              from.getHostAddress());
      case ClientEvent.StateChanged(ClientId id, ClientState state, String excuse) -> {
        switch (state) {
          case STALE -> LOG.warn("client stale id={}", id);
          case ACTIVE, LEAVING, ABSENT -> LOG.info("client {} id={}", state, id);
          case EXPECTED_DOWN -> LOG.info("client {} id={} reason=\"{}\"", state, id, excuse);
        }
      }
      case ClientEvent.ProbingChanged(ClientId id, boolean probing) -> {
        if (probing) {
          LOG.info("client probing id={}", id);
        } else {
          LOG.warn("client stalled id={}", id);
        }
      }
      case ClientEvent.Forgotten forgotten -> LOG.info("client forgotten id={}", forgotten.id());
      case ClientEvent.HeartbeatsMissed _,
          ClientEvent.Heard _,
          ClientEvent.NodeSeen _,
          ClientEvent.Reachable _,
          ClientEvent.Dismissed _ -> {}
    }
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
