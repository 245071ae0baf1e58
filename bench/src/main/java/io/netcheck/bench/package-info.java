// SPDX-License-Identifier: Apache-2.0
/** The benchmarks of the budgets: real processes under load from this process. */
@NullMarked
package io.netcheck.bench;

import org.jspecify.annotations.NullMarked;
