// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.grpc.netty.GrpcSslContexts;
import io.netcheck.log.LogLevels;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.time.Duration;

/** Creates clients of etcd from the settings. */
final class EtcdDial {
  private static final int LARGEST_ANSWER = 64 << 20;

  private EtcdDial() {}

  /**
   * Creates a client, which connects at its first use.
   *
   * @param deadline for a new connection, and for the answer to a keepalive ping
   * @throws IOException if a certificate or key cannot be used
   */
  static Client client(EtcdStoreConfig config, Duration deadline) throws IOException {
    // The libraries would log a failure with every attempt; StoreStatus logs it once.
    LogLevels.silence("io.etcd");
    LogLevels.silence("io.grpc");
    ClientBuilder builder =
        Client.builder()
            .endpoints(config.endpoints())
            .maxInboundMessageSize(LARGEST_ANSWER)
            .retryMaxAttempts(0)
            .connectTimeout(deadline)
            .keepaliveTime(Duration.ofSeconds(10))
            .keepaliveTimeout(deadline);
    config
        .access()
        .login()
        .ifPresent(login -> builder.user(bytes(login.user())).password(bytes(login.password())));
    if (config.isEncrypted()) {
      builder.sslContext(tls(config.access()));
    }
    return builder.build();
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, UTF_8);
  }

  private static SslContext tls(EtcdAccess access) throws IOException {
    try {
      SslContextBuilder tls = GrpcSslContexts.forClient();
      if (access.caFile().isPresent()) {
        tls.trustManager(access.caFile().get().toFile());
      }
      if (access.certFile().isPresent() && access.keyFile().isPresent()) {
        tls.keyManager(access.certFile().get().toFile(), access.keyFile().get().toFile());
      }
      return tls.build();
    } catch (IllegalArgumentException e) {
      throw new IOException("a certificate or key cannot be used: " + e.getMessage(), e);
    }
  }
}
