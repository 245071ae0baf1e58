// SPDX-License-Identifier: Apache-2.0
/** What the tests of several modules stand on. */
@NullMarked
package io.netcheck.testing;

import org.jspecify.annotations.NullMarked;
