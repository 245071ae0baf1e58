// SPDX-License-Identifier: Apache-2.0
/** The state that outlives the process: {@code docs/state.md}. */
@NullMarked
package io.netcheck.exporter.store;

import org.jspecify.annotations.NullMarked;
