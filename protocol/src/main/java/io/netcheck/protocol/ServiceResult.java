// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.time.Instant;
import java.util.Optional;

/**
 * The results of one agent for one service, in one IP family if its host has both.
 *
 * @param service its configured name
 * @param probe how it is checked, such as {@code tcp}, {@code https} or {@code grpc}
 * @param family empty if only one is checked
 * @param checks checks in the heartbeat's window
 * @param failed how many of them failed
 * @param synRetries how often the first packet of a connection had to be sent again in the window
 * @param totalMicros how long the last successful check took, all phases; 0 if there was none
 * @param reason of the last failed check in the window
 * @param tlsNotAfter when the first certificate of the chain that it sent last expires
 */
public record ServiceResult(
    String service,
    String probe,
    Optional<IpFamily> family,
    LinkState state,
    int checks,
    int failed,
    int synRetries,
    int totalMicros,
    Optional<FailureReason> reason,
    Optional<Instant> tlsNotAfter) {
  /** Without TLS and repeated packets, checked in one IP family. */
  public ServiceResult(
      String service,
      String probe,
      LinkState state,
      int checks,
      int failed,
      int totalMicros,
      Optional<FailureReason> reason) {
    this(
        service,
        probe,
        Optional.empty(),
        state,
        checks,
        failed,
        0,
        totalMicros,
        reason,
        Optional.empty());
  }
}
