// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.Settings;
import java.util.List;

/** A protocol other than Netcheck's heartbeat, with the settings that it needs. */
public interface ExternalProtocol {
  /** No such protocol. */
  ExternalProtocol NONE =
      new ExternalProtocol() {
        @Override
        public List<Setting<?>> settings() {
          return List.of();
        }

        @Override
        public ExternalClients.Factory read(Settings settings) {
          return ExternalClients.Factory.NONE;
        }
      };

  /** Its settings, in the order of the documentation. */
  List<Setting<?>> settings();

  /** Reads them. Wrong values are noted in {@code settings}; then the result must not be used. */
  ExternalClients.Factory read(Settings settings);
}
