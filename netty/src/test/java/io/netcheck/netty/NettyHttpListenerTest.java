// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netcheck.daemon.http.HttpListenerContract;
import org.junit.jupiter.api.AfterEach;

class NettyHttpListenerTest extends HttpListenerContract {
  private final NettyServer server;

  NettyHttpListenerTest() {
    NettyServer own = new NettyServer();
    super(own);
    server = own;
  }

  @AfterEach
  void closeServer() {
    server.close();
  }
}
