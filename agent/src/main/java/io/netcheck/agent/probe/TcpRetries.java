// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.IpFamily;
import java.nio.channels.SocketChannel;
import java.util.OptionalInt;

/**
 * How often the kernel sent packets of a TCP connection again: tcp(7), TCP_INFO. Right after a
 * connect these are its SYNs. The time of a connect only hints at them: Linux repeats a SYN after
 * 1, 3 and 7 seconds, and since version 6.5 after 1, 2, 3, 4 and 5 seconds at first.
 */
public final class TcpRetries {
  /** The field {@code tcpi_total_retrans} of struct tcp_info in linux/tcp.h. */
  private static final int TOTAL_RETRANS = 100;

  private TcpRetries() {}

  /** Empty if this system does not tell. Call it on the thread that closes the channel. */
  public static OptionalInt of(SocketChannel channel) {
    return KernelSocket.of(channel, IpFamily.IPV4)
        .map(socket -> socket.tcpInfo(TOTAL_RETRANS))
        .orElse(OptionalInt.empty());
  }
}
