// SPDX-License-Identifier: Apache-2.0
/** The report: its fields, its JSON and its text. */
@NullMarked
package io.netcheck.report;

import org.jspecify.annotations.NullMarked;
