// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.protocol.ClientId;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Optional;
import java.util.function.Function;

/** The meaning of a key below the prefix: {@code docs/state.md} lists them. */
sealed interface EtcdKey {
  String CLIENTS = "clients/";
  String HEARD = "heard/";
  String FORGOTTEN = "forgotten/";
  String EXTERNAL = "external/";
  String EXTERNAL_HEARD = "external-heard/";

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

  /**
   * The record of a client of another protocol.
   *
   * @param external the name of the record, whose second part can be any text
   */
  record ExternalKey(String external) implements EtcdKey {
    @Override
    public String name() {
      int slash = external.indexOf('/') + 1;
      return EXTERNAL
          + external.substring(0, slash)
          + URLEncoder.encode(external.substring(slash), UTF_8);
    }

    private static Optional<EtcdKey> of(String text) {
      int slash = text.indexOf('/') + 1;
      try {
        return slash < 2
            ? Optional.empty()
            : Optional.of(
                new ExternalKey(
                    text.substring(0, slash) + URLDecoder.decode(text.substring(slash), UTF_8)));
      } catch (IllegalArgumentException _) {
        return Optional.empty();
      }
    }
  }

  /** The clients of other protocols that an exporter heard lately. */
  record ExternalHeardKey(String exporter) implements EtcdKey {
    @Override
    public String name() {
      return EXTERNAL_HEARD + exporter;
    }
  }

  /** Any other key. */
  record UnknownKey(String name) implements EtcdKey {}

  static EtcdKey of(String name) {
    if (name.startsWith(HEARD)) {
      return new HeardKey(name.substring(HEARD.length()));
    }
    if (name.startsWith(EXTERNAL_HEARD)) {
      return new ExternalHeardKey(name.substring(EXTERNAL_HEARD.length()));
    }
    if (name.startsWith(EXTERNAL)) {
      return ExternalKey.of(name.substring(EXTERNAL.length()))
          .orElseGet(() -> new UnknownKey(name));
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
