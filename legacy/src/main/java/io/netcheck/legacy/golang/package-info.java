// SPDX-License-Identifier: Apache-2.0
/** How programs in Go read and write JSON, times and durations; the predecessors were in Go. */
@NullMarked
package io.netcheck.legacy.golang;

import org.jspecify.annotations.NullMarked;
