// SPDX-License-Identifier: Apache-2.0
/** The HTTP listener: routes, limits from the first byte on, and one form of errors. */
@NullMarked
package io.netcheck.daemon.http;

import org.jspecify.annotations.NullMarked;
