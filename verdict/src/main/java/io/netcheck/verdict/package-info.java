// SPDX-License-Identifier: Apache-2.0
/** Finds the smallest set of causes that explains what fails. Knows no clock and no thread. */
@NullMarked
package io.netcheck.verdict;

import org.jspecify.annotations.NullMarked;
