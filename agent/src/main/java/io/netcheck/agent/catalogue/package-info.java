// SPDX-License-Identifier: Apache-2.0
/** The catalogue of the agent's metrics. */
@NullMarked
package io.netcheck.agent.catalogue;

import org.jspecify.annotations.NullMarked;
