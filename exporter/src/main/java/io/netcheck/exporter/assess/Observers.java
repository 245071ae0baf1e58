// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.Endpoint;
import io.netcheck.verdict.Observer;
import java.util.List;
import java.util.stream.Stream;

/** Puts clients in the words of the verdict engine. */
final class Observers {
  private Observers() {}

  /**
   * @param nanos the moment of the snapshot
   */
  static List<Observer> of(List<Client> clients, long nanos) {
    return clients.stream().map(client -> of(client, nanos)).toList();
  }

  private static Observer of(Client client, long nanos) {
    Client.Identity identity = client.identity();
    return new Observer(
        client.id(),
        identity.zone(),
        standing(client.state()),
        nanos - client.timing().age().toNanos(),
        identity.instance(),
        where(identity.instance(), identity.endpoint()),
        client.timing().reporting(),
        client.timing().clockOffset(),
        client.duplicates().stream()
            .map(other -> where(other.instance(), other.endpoint()))
            .toList(),
        client.results().planes(),
        client.results().services(),
        client.results().dns());
  }

  private static Observer.Standing standing(ClientState state) {
    return switch (state) {
      case ACTIVE -> Observer.Standing.REPORTING;
      case STALE -> Observer.Standing.SILENT;
      case ABSENT -> Observer.Standing.ABSENT;
      case LEAVING, EXPECTED_DOWN -> Observer.Standing.GOING;
    };
  }

  private static String where(String instance, Endpoint endpoint) {
    return Stream.concat(endpoint.podAddresses().stream(), endpoint.nodeAddresses().stream())
            .findFirst()
            .map(address -> Addresses.withPort(address, endpoint.port()))
            .orElse("no address")
        + " (instance "
        + instance
        + ")";
  }
}
