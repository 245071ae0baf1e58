// SPDX-License-Identifier: Apache-2.0
/**
 * How a link is asked: one file per protocol, each turning a target and a deadline into an outcome.
 */
@NullMarked
package io.netcheck.agent.probe;

import org.jspecify.annotations.NullMarked;
