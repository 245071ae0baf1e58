// SPDX-License-Identifier: Apache-2.0
/** The two systems that this one replaces: their clients report here, unchanged. */
@NullMarked
package io.netcheck.legacy;

import org.jspecify.annotations.NullMarked;
