// SPDX-License-Identifier: Apache-2.0
/** The peers of this agent, which survive an outage or a restart of the exporter. */
@NullMarked
package io.netcheck.agent.peer;

import org.jspecify.annotations.NullMarked;
