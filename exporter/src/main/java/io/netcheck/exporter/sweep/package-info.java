// SPDX-License-Identifier: Apache-2.0
/**
 * Has every pair of agents measured now and then that are no peers, and lets those be peers for a
 * while that do not reach each other.
 */
@NullMarked
package io.netcheck.exporter.sweep;

import org.jspecify.annotations.NullMarked;
