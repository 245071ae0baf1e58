// SPDX-License-Identifier: Apache-2.0
/** The lab's command line. */
@NullMarked
package io.netcheck.lab;

import org.jspecify.annotations.NullMarked;
