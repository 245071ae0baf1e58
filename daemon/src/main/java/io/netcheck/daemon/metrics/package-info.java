// SPDX-License-Identifier: Apache-2.0
/** What a metric is, its series in one scrape, and the text of all metrics. */
@NullMarked
package io.netcheck.daemon.metrics;

import org.jspecify.annotations.NullMarked;
