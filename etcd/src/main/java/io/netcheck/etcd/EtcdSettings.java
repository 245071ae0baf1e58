// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The settings of the exporter's access to etcd. */
final class EtcdSettings {
  static final Setting<String> PREFIX =
      new Setting<>(
          "NETCHECK_ETCD_PREFIX",
          EtcdAccess.DEFAULT_PREFIX,
          EtcdAccess.PREFIX,
          "The prefix of all keys in etcd.");

  static final Setting<Optional<EtcdAccess.Login>> AUTH_FILE =
      new Setting<>(
          "NETCHECK_ETCD_AUTH_FILE", "", EtcdAccess.LOGIN, "The user and password for etcd.");

  static final Setting<Optional<Path>> CA_FILE =
      new Setting<>(
          "NETCHECK_ETCD_CA_FILE",
          "",
          EtcdAccess.PEM,
          "The authorities that may issue etcd's certificate. Default: those that Java trusts.");

  static final Setting<Optional<Path>> CERT_FILE =
      new Setting<>(
          "NETCHECK_ETCD_CERT_FILE", "", EtcdAccess.PEM, "The client certificate for etcd.");

  static final Setting<Optional<Path>> KEY_FILE =
      new Setting<>(
          "NETCHECK_ETCD_KEY_FILE",
          "",
          EtcdAccess.PEM,
          "The private key of the client certificate for etcd, in PKCS#8 (BEGIN PRIVATE KEY).");

  /** All of them, in the order of the documentation. */
  static final List<Setting<?>> ALL = List.of(PREFIX, AUTH_FILE, CA_FILE, CERT_FILE, KEY_FILE);

  private static final List<Setting<?>> TLS = List.of(CA_FILE, CERT_FILE, KEY_FILE);

  private EtcdSettings() {}

  static EtcdAccess read(Settings settings) {
    return new EtcdAccess(
        settings.get(PREFIX),
        settings.get(AUTH_FILE),
        settings.get(CA_FILE),
        settings.get(CERT_FILE),
        settings.get(KEY_FILE));
  }

  /**
   * @param encrypted whether the connections to etcd use TLS
   */
  static void check(Settings settings, boolean encrypted) {
    boolean certificate = settings.isGiven(CERT_FILE);
    if (certificate != settings.isGiven(KEY_FILE)) {
      settings.problem(
          certificate ? KEY_FILE : CERT_FILE, "a certificate and its key, or neither of them");
    }
    for (Setting<?> setting : TLS) {
      if (settings.isGiven(setting) && !encrypted) {
        settings.problem(setting, "no value, because NETCHECK_STORE is not etcd:https://…");
      }
    }
  }
}
