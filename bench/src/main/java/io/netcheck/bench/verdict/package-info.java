// SPDX-License-Identifier: Apache-2.0
/** {@code bench/run verdict}: how often the engine names the right cause. */
@NullMarked
package io.netcheck.bench.verdict;

import org.jspecify.annotations.NullMarked;
