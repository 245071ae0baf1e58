// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.net.InetSocketAddress;

/** A bound address on which requests are answered until it is closed. */
public interface HttpListener extends AutoCloseable {
  /** An HTTP server: it opens listeners, all of the same kind. */
  @FunctionalInterface
  interface Server {
    /**
     * Binds {@code address}, and answers the requests that {@code gate} admits from {@code routes}.
     *
     * @throws io.netcheck.daemon.StartException if the address cannot be bound
     */
    HttpListener open(InetSocketAddress address, HttpLimits limits, Routes routes, HttpGate gate);

    /** The same with plain HTTP and without passwords. */
    default HttpListener open(InetSocketAddress address, HttpLimits limits, Routes routes) {
      return open(
          address, limits, routes, new OpenGate(new CrossOriginProtection(AllowedHosts.PRIVATE)));
    }
  }

  /** The bound address, with the actual port if port 0 was requested. */
  InetSocketAddress address();

  @Override
  void close();
}
