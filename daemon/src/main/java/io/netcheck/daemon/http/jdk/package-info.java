// SPDX-License-Identifier: Apache-2.0
/** The HTTP server of the JDK, for agents: it needs no library and little memory. */
@NullMarked
package io.netcheck.daemon.http.jdk;

import org.jspecify.annotations.NullMarked;
