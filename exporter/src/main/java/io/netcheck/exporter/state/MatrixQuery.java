// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.verdict.Plane;
import java.util.Optional;

/**
 * Which cells of which matrix a request asks for.
 *
 * @param probe only this kind of probe; else the state of the links
 * @param level empty if the number of nodes decides
 */
record MatrixQuery(
    Plane plane,
    Optional<ProbeKind> probe,
    Optional<String> sourceZone,
    Optional<String> targetZone,
    Optional<Level> level) {
  /** What a cell stands for. */
  enum Level {
    NODES,
    ZONES
  }

  /**
   * The query of a request.
   *
   * @throws HttpError 400 for a missing or unknown value
   */
  static MatrixQuery of(Request request) throws HttpError {
    Network network =
        request
            .parameter("network")
            .flatMap(Network::of)
            .orElseThrow(() -> bad("network", "pod, node or host"));
    IpFamily family =
        request
            .parameter("family")
            .flatMap(IpFamily::of)
            .orElseThrow(() -> bad("family", "ipv4 or ipv6"));
    Optional<String> probe = request.parameter("probe").filter(text -> !text.equals("all"));
    Optional<ProbeKind> kind = probe.flatMap(ProbeKind::of);
    if (probe.isPresent() && kind.isEmpty()) {
      throw bad("probe", "all, icmp, udp, tcp or mtu");
    }
    return new MatrixQuery(
        new Plane(network, family),
        kind,
        request.parameter("source-zone"),
        request.parameter("target-zone"),
        level(request.parameter("level")));
  }

  private static Optional<Level> level(Optional<String> value) throws HttpError {
    if (value.isEmpty()) {
      return Optional.empty();
    }
    return switch (value.get()) {
      case "nodes" -> Optional.of(Level.NODES);
      case "zones" -> Optional.of(Level.ZONES);
      default -> throw bad("level", "nodes or zones");
    };
  }

  static HttpError bad(String parameter, String expected) {
    return new HttpError(ErrorCode.BAD_QUERY, "parameter " + parameter + ": expected " + expected);
  }
}
