// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static io.netcheck.agent.probe.BlockingProbe.V4;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.IpFamily;
import java.util.List;

/** Prints why ICMP is not supported. */
final class ClosedChannelsProgram {
  private ClosedChannelsProgram() {}

  public static void main(String[] arguments) {
    ProcessClock clock = ProcessClock.SYSTEM;
    try (EventLoop loop = new EventLoop(clock);
        IcmpProber prober = new IcmpProber(loop, List.of(V4), clock)) {
      System.out.println(prober.unsupported(IpFamily.IPV4).orElse("supported"));
    }
  }
}
