// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import java.time.Duration;

/**
 * The pauses of this process since its start.
 *
 * @param time of all pauses together; less than they really lasted, because a pause is noticed from
 *     the moment when something was due
 */
public record PauseTotals(long count, Duration time) {}
