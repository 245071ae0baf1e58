// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.daemon.tls.ClientTls;
import java.util.Optional;

/**
 * What a command needs to be let in.
 *
 * @param tls what is asked of the certificate of the exporter or agent, and shown to it
 * @param token that readers need; empty if none is sent
 */
record ExporterAccess(ClientTls tls, Optional<String> token) {
  static final ExporterAccess OPEN = of(ClientTls.DEFAULT);

  /** Without a token. */
  static ExporterAccess of(ClientTls tls) {
    return new ExporterAccess(tls, Optional.empty());
  }

  /** So that no token is printed. */
  @Override
  public String toString() {
    return "ExporterAccess";
  }
}
