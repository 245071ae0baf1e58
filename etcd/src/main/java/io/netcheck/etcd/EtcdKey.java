// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.protocol.ClientId;
import java.util.Optional;
import java.util.function.Function;

/** The meaning of a key below the prefix: {@code docs/state.md} lists them. */
sealed interface EtcdKey {
  String CLIENTS = "clients/";
  String HEARD = "heard/";
  String FORGOTTEN = "forgotten/";

  /** The key without the prefix. */
  String name();

  /** The record of a client. */
  record ClientKey(ClientId id) implements EtcdKey {
    @Override
    public String name() {
      return CLIENTS + id;
    }
  }

  /** The heartbeats that an exporter received lately. */
  record HeardKey(String exporter) implements EtcdKey {
    @Override
    public String name() {
      return HEARD + exporter;
    }
  }

  /** The last heartbeat of a forgotten client. */
  record ForgottenKey(ClientId id) implements EtcdKey {
    @Override
    public String name() {
      return FORGOTTEN + id;
    }
  }

  /** Any other key. */
  record UnknownKey(String name) implements EtcdKey {}

  static EtcdKey of(String name) {
    if (name.startsWith(HEARD)) {
      return new HeardKey(name.substring(HEARD.length()));
    }
    return client(name, CLIENTS, ClientKey::new)
        .or(() -> client(name, FORGOTTEN, ForgottenKey::new))
        .orElseGet(() -> new UnknownKey(name));
  }

  private static Optional<EtcdKey> client(
      String name, String folder, Function<ClientId, EtcdKey> key) {
    return name.startsWith(folder)
        ? HeardValue.clientId(name.substring(folder.length())).map(key)
        : Optional.empty();
  }
}
