// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http.jdk;

import io.netcheck.daemon.http.PrefixRouteContract;

class JdkPrefixRouteTest extends PrefixRouteContract {
  JdkPrefixRouteTest() {
    super(JdkHttpListener.SERVER);
  }
}
