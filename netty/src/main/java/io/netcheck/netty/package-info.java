// SPDX-License-Identifier: Apache-2.0
/** The HTTP server of the exporter, on Netty: thousands of kept connections on one thread. */
@NullMarked
package io.netcheck.netty;

import org.jspecify.annotations.NullMarked;
