// SPDX-License-Identifier: Apache-2.0
/** Simulated clusters, series by series, and the alerts that the rules raise for them. */
@NullMarked
package io.netcheck.alerts.storm;

import org.jspecify.annotations.NullMarked;
