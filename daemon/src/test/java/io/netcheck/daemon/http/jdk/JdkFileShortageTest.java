// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http.jdk;

import io.netcheck.daemon.http.FileShortageContract;
import io.netcheck.testing.MachineTest;
import java.io.IOException;

@MachineTest
class JdkFileShortageTest extends FileShortageContract {
  public static void main(String[] arguments) throws IOException {
    serve(JdkHttpListener.SERVER);
  }
}
