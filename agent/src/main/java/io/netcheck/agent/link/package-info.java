// SPDX-License-Identifier: Apache-2.0
/** The links of this agent: what is asked over each, how often, and what came of it. */
@NullMarked
package io.netcheck.agent.link;

import org.jspecify.annotations.NullMarked;
