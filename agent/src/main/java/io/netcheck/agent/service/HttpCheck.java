// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.FailureReason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Checks whether a service answers a GET with the expected status and body. Each check opens a
 * connection, so that it measures all phases and is one attempt. Redirects are not followed.
 */
final class HttpCheck implements ServiceCheck {
  private final Service service;
  private final ServiceAddress address;
  private final ConnectionLayer layer;
  private final byte[] request;

  /**
   * @param version of the agent, sent as part of the user agent
   */
  HttpCheck(ServiceAddress address, ConnectionLayer layer, String version) {
    this.service = address.service();
    this.address = address;
    this.layer = layer;
    this.request =
        String.join(
                "\r\n",
                "GET " + service.path() + " HTTP/1.1",
                "Host: " + service.authority(service.kind() == Service.Kind.HTTPS ? 443 : 80),
                "User-Agent: netcheck/" + version,
                "Accept: */*",
                "Accept-Encoding: identity",
                "Connection: close",
                "",
                "")
            .getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public CheckOutcome run(CheckDeadline deadline) {
    PhaseTimer timer = new PhaseTimer(deadline.clock(), CheckPhase.RESOLVE);
    try (DeadlineSocket connection = address.open(timer, deadline)) {
      Socket socket = layer.over(connection, timer);
      try {
        return exchange(socket, timer);
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
    reasons.add(FailureReason.STATUS);
    reasons.add(FailureReason.PROTOCOL);
    if (service.kind().isEncrypted()) {
      reasons.addAll(TlsLayer.REASONS);
    }
    if (!service.expected().body().isEmpty()) {
      reasons.add(FailureReason.BODY);
    }
    return reasons;
  }

  private CheckOutcome exchange(Socket socket, PhaseTimer timer) throws IOException {
    timer.enter(CheckPhase.FIRST_BYTE);
    socket.getOutputStream().write(request);
    InputStream in = new BufferedInputStream(socket.getInputStream());
    in.mark(1);
    boolean silent = in.read() < 0;
    if (silent) {
      return timer.failure(FailureReason.PROTOCOL);
    }
    timer.enter(CheckPhase.TRANSFER);
    in.reset();
    HttpResponse answer = HttpResponse.read(in);
    if (!service.expected().accepts(answer.status())) {
      return timer.failure(FailureReason.STATUS);
    }
    String text = service.expected().body();
    if (text.isEmpty()) {
      answer.skipBody(in);
      return timer.success();
    }
    return contains(answer.body(in), text) ? timer.success() : timer.failure(FailureReason.BODY);
  }

  /** Compares bytes, so that no part of the body has to be valid text. */
  private static boolean contains(byte[] body, String text) {
    return new String(body, StandardCharsets.ISO_8859_1)
        .contains(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
  }
}
