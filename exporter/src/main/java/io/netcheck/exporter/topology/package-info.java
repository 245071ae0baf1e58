// SPDX-License-Identifier: Apache-2.0
/** Who probes whom: the peers of every agent. */
@NullMarked
package io.netcheck.exporter.topology;

import org.jspecify.annotations.NullMarked;
