// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netcheck.daemon.web.TlsContract;
import org.junit.jupiter.api.AfterAll;

class NettyTlsTest extends TlsContract {
  private final NettyServer server;

  NettyTlsTest() {
    NettyServer own = new NettyServer();
    super(own);
    server = own;
  }

  @AfterAll
  void closeServer() {
    server.close();
  }
}
