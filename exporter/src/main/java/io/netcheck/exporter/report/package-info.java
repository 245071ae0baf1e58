// SPDX-License-Identifier: Apache-2.0
/** The verdict: what {@code /report} says, as JSON and as a page of text. */
@NullMarked
package io.netcheck.exporter.report;

import org.jspecify.annotations.NullMarked;
