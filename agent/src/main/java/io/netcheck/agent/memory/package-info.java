// SPDX-License-Identifier: Apache-2.0
/** Memory that the agent gives back. */
@NullMarked
package io.netcheck.agent.memory;

import org.jspecify.annotations.NullMarked;
