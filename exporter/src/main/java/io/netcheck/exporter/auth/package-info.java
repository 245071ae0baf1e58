// SPDX-License-Identifier: Apache-2.0
/** Who may send heartbeats, and in whose name. */
@NullMarked
package io.netcheck.exporter.auth;

import org.jspecify.annotations.NullMarked;
