// SPDX-License-Identifier: Apache-2.0
/** A process whose {@code /metrics} is measured. */
@NullMarked
package io.netcheck.bench.metrics;

import org.jspecify.annotations.NullMarked;
