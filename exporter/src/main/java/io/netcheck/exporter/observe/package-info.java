// SPDX-License-Identifier: Apache-2.0
/** Gives the places of faults more observers for a while. */
@NullMarked
package io.netcheck.exporter.observe;

import org.jspecify.annotations.NullMarked;
