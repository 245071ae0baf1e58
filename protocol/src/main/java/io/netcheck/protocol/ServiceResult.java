// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.Optional;

/**
 * The results of one agent for one configured service.
 *
 * @param service its configured name
 * @param probe how it is checked: {@code tcp}, {@code http}, {@code https} or {@code grpc}
 * @param checks checks in the heartbeat's window
 * @param failed how many of them failed
 * @param totalMicros how long the last successful check took, all phases; 0 if there was none
 * @param reason of the last failed check in the window
 */
public record ServiceResult(
    String service,
    String probe,
    LinkState state,
    int checks,
    int failed,
    int totalMicros,
    Optional<FailureReason> reason) {}
