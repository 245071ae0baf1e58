// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.agent.grpc.HealthAnswer;
import io.netcheck.agent.grpc.HealthExchange;
import io.netcheck.agent.grpc.HealthRequest;
import io.netcheck.protocol.FailureReason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks whether a gRPC server says that it, or one of its services, is serving: {@code
 * grpc.health.v1}. Without TLS it speaks HTTP/2 at once, as gRPC clients do (RFC 9113 §3.3).
 */
final class GrpcCheck implements ServiceCheck {
  private final ServiceAddress address;
  private final ConnectionLayer layer;
  private final byte[] request;

  /**
   * @param version of the agent, sent as part of the user agent
   */
  GrpcCheck(ServiceAddress address, ConnectionLayer layer, String version) {
    this.address = address;
    this.layer = layer;
    Service service = address.service();
    boolean tls = service.kind().isEncrypted();
    String asked = service.path().isEmpty() ? "" : service.path().substring(1);
    this.request =
        HealthRequest.of(tls, service.authority(tls ? 443 : 80), asked, "netcheck/" + version);
  }

  @Override
  public CheckOutcome run(CheckDeadline deadline) {
    PhaseTimer timer = new PhaseTimer(deadline.clock(), CheckPhase.RESOLVE);
    try (DeadlineSocket connection = address.open(timer, deadline)) {
      Socket socket = layer.over(connection, timer);
      try {
        timer.enter(CheckPhase.FIRST_BYTE);
        socket.getOutputStream().write(request);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        HealthAnswer answer = HealthExchange.read(in, socket.getOutputStream());
        return failure(answer).map(timer::failure).orElseGet(timer::success);
      } finally {
        ConnectionLayer.closeQuietly(socket);
      }
    } catch (NoAddressInFamilyException _) {
      return CheckOutcome.notApplicable();
    } catch (IOException e) {
      return timer.failure(ServiceAddress.reason(e, timer, deadline));
    }
  }

  @Override
  public Set<FailureReason> reasons() {
    Set<FailureReason> reasons = TcpCheck.connectReasons();
    reasons.addAll(
        List.of(
            FailureReason.STATUS,
            FailureReason.PROTOCOL,
            FailureReason.NOT_SERVING,
            FailureReason.UNKNOWN_SERVICE,
            FailureReason.UNIMPLEMENTED));
    if (address.service().kind().isEncrypted()) {
      reasons.addAll(TlsLayer.REASONS);
    }
    return reasons;
  }

  private static Optional<FailureReason> failure(HealthAnswer answer) throws ProtocolException {
    if (answer.httpStatus() != HealthAnswer.HTTP_OK) {
      return Optional.of(FailureReason.STATUS);
    }
    int status =
        answer.grpcStatus().orElseThrow(() -> new ProtocolException("no gRPC server answers"));
    return switch (status) {
      case HealthAnswer.OK -> health(answer);
      case HealthAnswer.NOT_FOUND -> Optional.of(FailureReason.UNKNOWN_SERVICE);
      case HealthAnswer.UNIMPLEMENTED -> Optional.of(FailureReason.UNIMPLEMENTED);
      default -> Optional.of(FailureReason.STATUS);
    };
  }

  private static Optional<FailureReason> health(HealthAnswer answer) throws ProtocolException {
    int serving =
        answer.serving().orElseThrow(() -> new ProtocolException("a success without a message"));
    return switch (serving) {
      case HealthAnswer.SERVING -> Optional.empty();
      case HealthAnswer.SERVICE_UNKNOWN -> Optional.of(FailureReason.UNKNOWN_SERVICE);
      // An unknown health is not a good one.
      default -> Optional.of(FailureReason.NOT_SERVING);
    };
  }
}
