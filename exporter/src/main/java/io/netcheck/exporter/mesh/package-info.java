// SPDX-License-Identifier: Apache-2.0
/** The results of all clients: links, nodes, zones, services, loss. Does not know faults. */
@NullMarked
package io.netcheck.exporter.mesh;

import org.jspecify.annotations.NullMarked;
