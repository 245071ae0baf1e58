// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingTypes;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.exporter.client.SharedClients;
import io.netcheck.exporter.store.StoreFactory;
import io.netcheck.exporter.store.StoreKind;
import io.netcheck.exporter.store.StoreParts;
import io.netcheck.exporter.store.StoreStatus;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the state in memory and in etcd, where other exporters can share it.
 *
 * @param endpoints of one etcd cluster, all {@code http} or all {@code https}
 */
public record EtcdStoreConfig(List<URI> endpoints, EtcdAccess access) implements StoreFactory {
  private static final String NO_ENDPOINT =
      "an address is not http://HOST:PORT or https://HOST:PORT";

  /** {@code etcd:http://HOST:PORT,…}. */
  public static final StoreKind KIND =
      new StoreKind() {
        @Override
        public String form() {
          return "etcd:http(s)://HOST:PORT[,…]";
        }

        @Override
        public Optional<StoreFactory> parse(String text) {
          return text.startsWith("etcd:")
              ? Optional.of(EtcdStoreConfig.parse(text.substring("etcd:".length())))
              : Optional.empty();
        }

        @Override
        public List<Setting<?>> settings() {
          return EtcdSettings.ALL;
        }

        @Override
        public StoreFactory complete(StoreFactory chosen, Settings settings) {
          EtcdAccess access = EtcdSettings.read(settings);
          boolean encrypted = chosen instanceof EtcdStoreConfig etcd && etcd.isEncrypted();
          EtcdSettings.check(settings, encrypted);
          return chosen instanceof EtcdStoreConfig etcd
              ? new EtcdStoreConfig(etcd.endpoints, access)
              : chosen;
        }
      };

  public EtcdStoreConfig {
    endpoints = List.copyOf(endpoints);
  }

  /** Whether the connections use TLS. */
  public boolean isEncrypted() {
    return "https".equals(endpoints.getFirst().getScheme());
  }

  private static EtcdStoreConfig parse(String text) {
    List<URI> endpoints = SettingTypes.split(text).stream().map(EtcdStoreConfig::endpoint).toList();
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("an address is missing");
    }
    if (endpoints.stream().map(URI::getScheme).distinct().count() > 1) {
      throw new IllegalArgumentException("all addresses must use the same scheme, http or https");
    }
    return new EtcdStoreConfig(endpoints, EtcdAccess.OPEN);
  }

  private static URI endpoint(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(NO_ENDPOINT, e);
    }
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    String path = uri.getPath();
    boolean bare = path != null && (path.isEmpty() || path.equals("/"));
    if (!http || uri.getHost() == null || !bare || uri.getQuery() != null) {
      throw new IllegalArgumentException(NO_ENDPOINT);
    }
    if (uri.getUserInfo() != null) {
      throw new IllegalArgumentException("put user and password into NETCHECK_ETCD_AUTH_FILE");
    }
    if (uri.getPort() < 1 || uri.getPort() > 65_535) {
      throw new IllegalArgumentException("an address has no port");
    }
    return uri;
  }

  @Override
  public StoreParts create(ProcessClock clock) {
    KnownRevisions revisions = new KnownRevisions();
    EtcdJournal journal = new EtcdJournal(clock, revisions);
    StoreStatus status = new StoreStatus("etcd", clock);
    return new StoreParts(
        journal,
        Optional.of(status),
        (registry, external) ->
            new EtcdStore(
                this,
                new SharedClients(registry),
                journal,
                revisions,
                new ExternalExchange(external, clock),
                status,
                clock),
        () -> new EtcdArchive(this, clock));
  }
}
