// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netcheck.daemon.web.WebFrontContract;
import org.junit.jupiter.api.AfterEach;

class NettyWebFrontTest extends WebFrontContract {
  private final NettyServer server;

  NettyWebFrontTest() {
    NettyServer own = new NettyServer();
    super(own);
    server = own;
  }

  @AfterEach
  void closeServer() {
    server.close();
  }
}
