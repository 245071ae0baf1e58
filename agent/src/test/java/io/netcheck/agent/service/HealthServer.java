// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A real gRPC server on loopback whose health is what the test says. */
final class HealthServer implements AutoCloseable {
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final Server server;

  /**
   * @param health the number of the status for the name of a service, or an exception
   * @param tls the files of a certificate and its key
   */
  HealthServer(Function<String, Integer> health, Optional<Path[]> tls) throws IOException {
    this(Optional.of(health), tls);
  }

  /** A server without health checks. */
  HealthServer() throws IOException {
    this(Optional.empty(), Optional.empty());
  }

  private HealthServer(Optional<Function<String, Integer>> health, Optional<Path[]> tls)
      throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    health.ifPresent(known -> builder.addService(service(known)));
    tls.ifPresent(files -> builder.useTransportSecurity(files[0].toFile(), files[1].toFile()));
    server = builder.build().start();
  }

  int port() {
    return server.getPort();
  }

  /** A status of gRPC as an exception. */
  static StatusRuntimeException status(Status status) {
    return status.asRuntimeException();
  }

  private static ServerServiceDefinition service(Function<String, Integer> health) {
    MethodDescriptor<byte[], byte[]> check =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("grpc.health.v1.Health/Check")
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();
    return ServerServiceDefinition.builder("grpc.health.v1.Health")
        .addMethod(
            check,
            ServerCalls.<byte[], byte[]>asyncUnaryCall((request, responses) -> {
              String name =
                  request.length < 2
                      ? ""
                      : new String(request, 2, request.length - 2, StandardCharsets.US_ASCII);
              try {
                responses.onNext(new byte[] {8, health.apply(name).byteValue()});
                responses.onCompleted();
              } catch (StatusRuntimeException e) {
                responses.onError(e);
              }
            }))
        .build();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
