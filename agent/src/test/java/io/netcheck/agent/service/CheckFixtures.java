// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Deadlines, resolvers and ports for the tests of the checks. */
final class CheckFixtures {
  static final List<IpFamily> FAMILIES = List.of(IpFamily.IPV4, IpFamily.IPV6);

  private static final Path NOWHERE = Path.of("/there/is/none");

  private CheckFixtures() {}

  /** A deadline that never passes in a test that does not wait for it. */
  static CheckDeadline soon() {
    return CheckDeadline.in(Duration.ofSeconds(8), ProcessClock.SYSTEM);
  }

  /** A deadline for tests that wait for it. */
  static CheckDeadline now() {
    return CheckDeadline.in(Duration.ofMillis(400), ProcessClock.SYSTEM);
  }

  /** Reads no files, and queries the nameservers of {@code conf}. */
  static HostResolver resolver(ResolvConf conf) {
    return new HostResolver(NOWHERE, NOWHERE, _ -> conf, FAMILIES);
  }

  /** Knows only the names in {@code hosts}. */
  static HostResolver resolver(Path hosts) {
    return new HostResolver(hosts, NOWHERE, _ -> new ResolvConf(List.of(), List.of(), 1), FAMILIES);
  }

  static Optional<FailureReason> failed(FailureReason reason) {
    return Optional.of(reason);
  }

  /** A port without a listener. */
  static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
