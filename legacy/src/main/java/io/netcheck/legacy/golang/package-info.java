// SPDX-License-Identifier: Apache-2.0
/** JSON, times and durations as Go reads and writes them, because the predecessors used Go. */
@NullMarked
package io.netcheck.legacy.golang;

import org.jspecify.annotations.NullMarked;
