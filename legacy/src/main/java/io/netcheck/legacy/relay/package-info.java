// SPDX-License-Identifier: Apache-2.0
/** Passes what a predecessor's client reports to one exporter on to the others. */
@NullMarked
package io.netcheck.legacy.relay;

import org.jspecify.annotations.NullMarked;
