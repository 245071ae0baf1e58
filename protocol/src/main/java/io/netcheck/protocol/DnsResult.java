// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.Optional;

/**
 * The results of one agent for one name at one resolver.
 *
 * @param resolver address and port of the resolver, as {@code 10.0.0.10:53}
 * @param transport how the queries travel
 * @param name the name looked up
 * @param lookups lookups in the heartbeat's window
 * @param failed how many of them failed
 * @param lookupMicros how long the last successful lookup took; 0 if there was none
 * @param reason of the last failed lookup in the window
 */
public record DnsResult(
    String resolver,
    DnsTransport transport,
    String name,
    LinkState state,
    int lookups,
    int failed,
    int lookupMicros,
    Optional<FailureReason> reason) {
  /** Over UDP. */
  public DnsResult(
      String resolver,
      String name,
      LinkState state,
      int lookups,
      int failed,
      int lookupMicros,
      Optional<FailureReason> reason) {
    this(resolver, DnsTransport.UDP, name, state, lookups, failed, lookupMicros, reason);
  }
}
