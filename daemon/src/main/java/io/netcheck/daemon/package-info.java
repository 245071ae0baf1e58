// SPDX-License-Identifier: Apache-2.0
/** What every Netcheck process stands on: how it starts and ends, what it is, its registry. */
@NullMarked
package io.netcheck.daemon;

import org.jspecify.annotations.NullMarked;
