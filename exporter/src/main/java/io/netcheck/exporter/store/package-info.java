// SPDX-License-Identifier: Apache-2.0
/** The state that outlives the process, as {@code docs/state.md} describes it. */
@NullMarked
package io.netcheck.exporter.store;

import org.jspecify.annotations.NullMarked;
