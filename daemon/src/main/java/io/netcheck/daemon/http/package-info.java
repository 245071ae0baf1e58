// SPDX-License-Identifier: Apache-2.0
/** The HTTP listener: exact routes, limits from the first byte on, one form of error. */
@NullMarked
package io.netcheck.daemon.http;

import org.jspecify.annotations.NullMarked;
