// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netcheck.daemon.http.PrefixRouteContract;
import org.junit.jupiter.api.AfterEach;

class NettyPrefixRouteTest extends PrefixRouteContract {
  private final NettyServer server;

  NettyPrefixRouteTest() {
    NettyServer own = new NettyServer();
    super(own);
    server = own;
  }

  @AfterEach
  void closeServer() {
    server.close();
  }
}
