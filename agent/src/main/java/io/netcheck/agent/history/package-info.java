// SPDX-License-Identifier: Apache-2.0
/** What this agent saw in the last hours, for the time when nobody could read it. */
@NullMarked
package io.netcheck.agent.history;

import org.jspecify.annotations.NullMarked;
