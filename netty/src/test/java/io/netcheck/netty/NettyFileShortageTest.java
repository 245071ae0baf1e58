// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netcheck.daemon.http.FileShortageContract;
import io.netcheck.testing.MachineTest;
import java.io.IOException;

@MachineTest
class NettyFileShortageTest extends FileShortageContract {
  public static void main(String[] arguments) throws IOException {
    try (NettyServer server = new NettyServer()) {
      serve(server);
    }
  }
}
