// SPDX-License-Identifier: Apache-2.0
/** Probes single agents that are no peers, so that every pair of a large cluster is measured. */
@NullMarked
package io.netcheck.agent.sweep;

import org.jspecify.annotations.NullMarked;
