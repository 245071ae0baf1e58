// SPDX-License-Identifier: Apache-2.0
/** The exporter's own metrics. */
@NullMarked
package io.netcheck.exporter.metrics;

import org.jspecify.annotations.NullMarked;
