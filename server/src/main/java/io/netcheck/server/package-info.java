// SPDX-License-Identifier: Apache-2.0
/** The exporter process: its settings and how its parts are put together. */
@NullMarked
package io.netcheck.server;

import org.jspecify.annotations.NullMarked;
