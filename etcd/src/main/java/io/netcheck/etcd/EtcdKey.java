// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.protocol.ClientId;
import java.util.Optional;
import java.util.function.Function;

/** What a key below the prefix stands for, as {@code docs/state.md} lists them. */
sealed interface EtcdKey {
  String CLIENTS = "clients/";
  String HEARD = "heard/";
  String FORGOTTEN = "forgotten/";

  /** As it is written, without the prefix. */
  String name();

  /** The record of a client. */
  record Known(ClientId id) implements EtcdKey {
    @Override
    public String name() {
      return CLIENTS + id;
    }
  }

  /** Whom an exporter heard lately. */
  record Heard(String exporter) implements EtcdKey {
    @Override
    public String name() {
      return HEARD + exporter;
    }
  }

  /** The last that was heard of a client that is known no more. */
  record Forgotten(ClientId id) implements EtcdKey {
    @Override
    public String name() {
      return FORGOTTEN + id;
    }
  }

  /** None of these. */
  record Strange(String name) implements EtcdKey {}

  static EtcdKey of(String name) {
    if (name.startsWith(HEARD)) {
      return new Heard(name.substring(HEARD.length()));
    }
    return client(name, CLIENTS, Known::new)
        .or(() -> client(name, FORGOTTEN, Forgotten::new))
        .orElseGet(() -> new Strange(name));
  }

  private static Optional<EtcdKey> client(
      String name, String folder, Function<ClientId, EtcdKey> key) {
    return name.startsWith(folder)
        ? HeardText.clientId(name.substring(folder.length())).map(key)
        : Optional.empty();
  }
}
