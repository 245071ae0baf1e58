// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.FailureReason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/**
 * Checks whether a service answers a GET with a 2xx or 3xx status. Each check opens a connection,
 * so that it measures all phases and is one attempt. A redirect is a success and is not followed.
 */
final class HttpCheck implements ServiceCheck {
  /** The layer between the connection and HTTP. */
  interface ConnectionLayer {
    /** Plain HTTP. */
    ConnectionLayer NONE = (connection, timer) -> connection;

    Socket over(DeadlineSocket connection, PhaseTimer timer) throws IOException;
  }

  private final Service service;
  private final HostResolver resolver;
  private final ConnectionLayer layer;
  private final byte[] request;

  /**
   * @param version of the agent, sent as part of the user agent
   */
  HttpCheck(Service service, HostResolver resolver, ConnectionLayer layer, String version) {
    this.service = service;
    this.resolver = resolver;
    this.layer = layer;
    this.request =
        String.join(
                "\r\n",
                "GET " + service.path() + " HTTP/1.1",
                "Host: " + authority(service),
                "User-Agent: netcheck/" + version,
                "Accept: */*",
                "Connection: close",
                "",
                "")
            .getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public CheckOutcome run(CheckDeadline deadline) {
    PhaseTimer timer = new PhaseTimer(deadline.clock(), CheckPhase.RESOLVE);
    try (DeadlineSocket connection = TcpCheck.open(service, resolver, timer, deadline)) {
      Socket socket = layer.over(connection, timer);
      try {
        return exchange(socket, timer);
      } finally {
        closeQuietly(socket);
      }
    } catch (IOException e) {
      return timer.failure(TcpCheck.reason(e, timer, deadline));
    }
  }

  @Override
  public Set<FailureReason> reasons() {
    Set<FailureReason> reasons =
        EnumSet.complementOf(
            EnumSet.of(
                FailureReason.TOO_BIG,
                FailureReason.FRAGMENTS,
                FailureReason.LARGE_ANSWER,
                FailureReason.REJECTED,
                FailureReason.WRONG_PEER,
                FailureReason.NEW_FLOW));
    if (service.kind() != Service.Kind.HTTPS) {
      reasons.remove(FailureReason.TLS);
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
    if (answer.status() > 399) {
      return timer.failure(FailureReason.STATUS);
    }
    answer.skipBody(in);
    return timer.success();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // TLS sends close_notify, which the other side may ignore. The response is complete.
    }
  }

  /** The host, with the port if it is not the scheme's default (RFC 9110 §7.2). */
  private static String authority(Service service) {
    boolean own = service.port() == (service.kind() == Service.Kind.HTTPS ? 443 : 80);
    boolean ipv6 =
        Addresses.literal(service.host()).filter(Inet6Address.class::isInstance).isPresent();
    String host = ipv6 ? "[" + service.host() + "]" : service.host();
    return own ? host : host + ":" + service.port();
  }
}
