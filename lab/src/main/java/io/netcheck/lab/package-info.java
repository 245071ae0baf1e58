// SPDX-License-Identifier: Apache-2.0
/** The command line of the lab. */
@NullMarked
package io.netcheck.lab;

import org.jspecify.annotations.NullMarked;
