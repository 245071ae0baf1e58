// SPDX-License-Identifier: Apache-2.0
/** What changed in the last hours, and the states of past moments. */
@NullMarked
package io.netcheck.exporter.history;

import org.jspecify.annotations.NullMarked;
