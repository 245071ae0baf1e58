// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.protocol.ClientId;
import java.util.HexFormat;

/**
 * The identity of an agent in the answers to probes: the 64-bit FNV-1a hash of {@code kind/node}.
 * It guards against mistakes, such as one address on two nodes, and not against an attacker.
 *
 * @param code never 0, which means that there is none
 */
public record AgentIdentity(long code) {
  // draft-eastlake-fnv, section 5
  private static final long OFFSET_BASIS = 0xCBF29CE484222325L;
  private static final long PRIME = 0x100000001B3L;

  public AgentIdentity {
    if (code == 0) {
      throw new IllegalArgumentException("code is 0");
    }
  }

  public static AgentIdentity of(ClientId id) {
    long hash = OFFSET_BASIS;
    for (byte one : id.toString().getBytes(UTF_8)) {
      hash = (hash ^ (one & 0xFF)) * PRIME;
    }
    return new AgentIdentity(hash == 0 ? 1 : hash);
  }

  /** Sixteen hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(code);
  }
}
