// SPDX-License-Identifier: Apache-2.0
/** The stream of what changes, for pages that stay open. */
@NullMarked
package io.netcheck.exporter.live;

import org.jspecify.annotations.NullMarked;
