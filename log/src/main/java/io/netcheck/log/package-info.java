// SPDX-License-Identifier: Apache-2.0
/**
 * The provider of SLF4J that every process uses: one line in logfmt for each event, with a limited
 * number of lines of each kind. See {@code docs/logging.md}.
 */
@NullMarked
package io.netcheck.log;

import org.jspecify.annotations.NullMarked;
