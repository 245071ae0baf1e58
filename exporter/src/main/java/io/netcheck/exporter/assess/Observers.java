// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.Endpoint;
import io.netcheck.verdict.Observer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts clients in the words of the verdict engine. A client of which nothing new is known stays the
 * same object, so that a recording of many moments is small. For one thread at a time.
 */
final class Observers {
  /** The clocks of a snapshot and of its assessment are read one after the other. */
  private static final long JITTER_NANOS = 100_000_000;

  /** In the order of their identities, as clients are. */
  private List<Observer> last = List.of();

  /**
   * @param nanos the moment of the snapshot
   */
  List<Observer> of(List<Client> clients, long nanos) {
    List<Observer> observers = new ArrayList<>(clients.size());
    int at = 0;
    for (Client client : clients) {
      // Most often nobody has come or gone, and names need not be compared.
      while (!isAt(at, client)
          && at < last.size()
          && last.get(at).id().compareTo(client.id()) < 0) {
        at++;
      }
      observers.add(of(client, nanos, isAt(at, client) ? last.get(at++) : null));
    }
    last = List.copyOf(observers);
    return last;
  }

  private boolean isAt(int at, Client client) {
    return at < last.size() && last.get(at).id().equals(client.id());
  }

  private static Observer of(Client client, long nanos, @Nullable Observer before) {
    Client.Identity identity = client.identity();
    long heard = nanos - client.timing().age().toNanos();
    if (before != null && isSame(before, client, heard)) {
      return before;
    }
    return new Observer(
        client.id(),
        identity.zone(),
        standing(client.state()),
        heard,
        identity.instance(),
        where(identity.instance(), identity.endpoint()),
        client.timing().reporting(),
        client.timing().clockOffset(),
        client.duplicates().stream()
            .map(other -> where(other.instance(), other.endpoint()))
            .toList(),
        client.results().planes(),
        client.results().services(),
        client.results().dns(),
        client.results().kernel());
  }

  @SuppressWarnings("ReferenceEquality") // the same results, not equal ones
  private static boolean isSame(Observer before, Client client, long heardNanos) {
    return before.planes() == client.results().planes()
        && before.services() == client.results().services()
        && before.dns() == client.results().dns()
        && before.kernel() == client.results().kernel()
        && Math.abs(before.heardNanos() - heardNanos) < JITTER_NANOS
        && before.standing() == standing(client.state())
        && before.life().equals(client.identity().instance())
        && before.zone().equals(client.identity().zone())
        && before.reporting().equals(client.timing().reporting())
        && before.clockOffset().equals(client.timing().clockOffset())
        && before.rivals().isEmpty()
        && client.duplicates().isEmpty();
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
