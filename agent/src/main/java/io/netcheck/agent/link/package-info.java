// SPDX-License-Identifier: Apache-2.0
/** The links of this agent: their probes, the rounds that send them, and the results. */
@NullMarked
package io.netcheck.agent.link;

import org.jspecify.annotations.NullMarked;
