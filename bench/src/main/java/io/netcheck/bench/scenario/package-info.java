// SPDX-License-Identifier: Apache-2.0
/** What can go wrong in a simulated world, each with what it should be called. */
@NullMarked
package io.netcheck.bench.scenario;

import org.jspecify.annotations.NullMarked;
