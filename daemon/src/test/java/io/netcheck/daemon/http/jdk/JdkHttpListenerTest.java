// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http.jdk;

import io.netcheck.daemon.http.HttpListenerContract;

class JdkHttpListenerTest extends HttpListenerContract {
  JdkHttpListenerTest() {
    super(JdkHttpListener.SERVER);
  }
}
