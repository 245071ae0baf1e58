// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import java.time.Instant;

/**
 * Something fails, and it is too early to name the cause.
 *
 * @param where the subject that explains it best so far
 * @param since when the first failure was reported, by the exporter's wall clock, for display
 * @param waitingFor what will decide
 */
public record DevelopingFailure(String where, Instant since, String waitingFor) {}
