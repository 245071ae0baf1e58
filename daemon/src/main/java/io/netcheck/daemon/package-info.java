// SPDX-License-Identifier: Apache-2.0
/** What every Netcheck process uses: its start and end, its version, its clock, its metrics. */
@NullMarked
package io.netcheck.daemon;

import org.jspecify.annotations.NullMarked;
