// SPDX-License-Identifier: Apache-2.0
/**
 * The APIs of the two systems that Netcheck replaces, so that their clients can report unchanged.
 */
@NullMarked
package io.netcheck.legacy;

import org.jspecify.annotations.NullMarked;
