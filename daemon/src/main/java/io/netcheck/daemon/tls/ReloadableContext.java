// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.tls;

import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The TLS context of a server whose configuration can change. Each new connection uses the
 * configuration of its moment, and keeps it.
 */
public final class ReloadableContext extends SSLContext {
  /**
   * @param current asked for each connection
   */
  public ReloadableContext(Supplier<ServerTls> current) {
    super(new Spi(current), current.get().context().getProvider(), "TLS");
  }

  private static final class Spi extends SSLContextSpi {
    private final Supplier<ServerTls> current;

    Spi(Supplier<ServerTls> current) {
      this.current = current;
    }

    @Override
    protected void engineInit(
        KeyManager @Nullable [] keys,
        TrustManager @Nullable [] trust,
        @Nullable SecureRandom random) {
      throw new IllegalStateException("it is what its configuration says");
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return engineCreateSSLEngine("", -1);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return current.get().engine(host, port);
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      throw new UnsupportedOperationException("engines only");
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      throw new UnsupportedOperationException("engines only");
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return current.get().context().getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return current.get().context().getClientSessionContext();
    }
  }
}
