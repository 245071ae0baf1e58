// SPDX-License-Identifier: Apache-2.0
/** Checks and path traces that agents do on demand: their orders, their results, and the API. */
@NullMarked
package io.netcheck.exporter.check;

import org.jspecify.annotations.NullMarked;
