// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import java.time.Instant;

/**
 * Something that changed at a node.
 *
 * @param at by the wall clock; for display
 * @param what it did or what was done to it, such as "rebooted"
 */
record NodeChange(Instant at, String what) {}
