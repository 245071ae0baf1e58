// SPDX-License-Identifier: Apache-2.0
/** Whole clusters, simulated series by series, and what the rules make of them. */
@NullMarked
package io.netcheck.alerts.storm;

import org.jspecify.annotations.NullMarked;
