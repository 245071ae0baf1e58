// SPDX-License-Identifier: Apache-2.0
/** State that outlives the process, or is shared by several: {@code docs/state.md}. */
@NullMarked
package io.netcheck.exporter.store;

import org.jspecify.annotations.NullMarked;
