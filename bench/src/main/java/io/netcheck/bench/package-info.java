// SPDX-License-Identifier: Apache-2.0
/** The benchmarks of the budgets: real processes under a load from this one. */
@NullMarked
package io.netcheck.bench;

import org.jspecify.annotations.NullMarked;
