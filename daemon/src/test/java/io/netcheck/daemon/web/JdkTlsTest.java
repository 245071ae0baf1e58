// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import io.netcheck.daemon.http.jdk.JdkHttpListener;

class JdkTlsTest extends TlsContract {
  JdkTlsTest() {
    super(JdkHttpListener.SERVER);
  }
}
