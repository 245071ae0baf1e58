// SPDX-License-Identifier: Apache-2.0
/** Makes the report of an assessment and serves it. */
@NullMarked
package io.netcheck.exporter.report;

import org.jspecify.annotations.NullMarked;
