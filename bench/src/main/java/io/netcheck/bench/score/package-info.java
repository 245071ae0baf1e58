// SPDX-License-Identifier: Apache-2.0
/** What the engine should have said about a simulated world, what it said, and how good that is. */
@NullMarked
package io.netcheck.bench.score;

import org.jspecify.annotations.NullMarked;
