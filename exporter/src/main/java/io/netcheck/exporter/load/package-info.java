// SPDX-License-Identifier: Apache-2.0
/** Which agent probes which: the peers of every agent. */
@NullMarked
package io.netcheck.exporter.load;

import org.jspecify.annotations.NullMarked;
