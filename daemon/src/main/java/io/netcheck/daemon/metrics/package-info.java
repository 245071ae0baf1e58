// SPDX-License-Identifier: Apache-2.0
/** What a metric is, and its series in one scrape. */
@NullMarked
package io.netcheck.daemon.metrics;

import org.jspecify.annotations.NullMarked;
