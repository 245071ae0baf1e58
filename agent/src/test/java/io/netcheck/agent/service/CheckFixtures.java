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

/** What the tests of several checks share. */
final class CheckFixtures {
  static final List<IpFamily> FAMILIES = List.of(IpFamily.IPV4, IpFamily.IPV6);

  private static final Path NOWHERE = Path.of("/there/is/none");

  private CheckFixtures() {}

  /** Long enough never to pass in a test that does not wait for it. */
  static CheckDeadline soon() {
    return CheckDeadline.in(Duration.ofSeconds(8), ProcessClock.SYSTEM);
  }

  /** For tests that wait for it. */
  static CheckDeadline now() {
    return CheckDeadline.in(Duration.ofMillis(400), ProcessClock.SYSTEM);
  }

  /** Knows no files, and asks {@code conf}'s nameservers. */
  static HostResolver resolver(ResolvConf conf) {
    return new HostResolver(NOWHERE, NOWHERE, _ -> conf, FAMILIES);
  }

  /** Knows the names of {@code hosts} alone. */
  static HostResolver resolver(Path hosts) {
    return new HostResolver(hosts, NOWHERE, _ -> new ResolvConf(List.of(), List.of(), 1), FAMILIES);
  }

  static Optional<FailureReason> failed(FailureReason reason) {
    return Optional.of(reason);
  }

  /** A port that nobody listens on. */
  static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
