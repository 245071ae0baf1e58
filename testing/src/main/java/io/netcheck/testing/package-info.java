// SPDX-License-Identifier: Apache-2.0
/** Tools that the tests of several modules share. */
@NullMarked
package io.netcheck.testing;

import org.jspecify.annotations.NullMarked;
