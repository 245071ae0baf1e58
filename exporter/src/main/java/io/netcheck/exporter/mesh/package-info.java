// SPDX-License-Identifier: Apache-2.0
/** What the clients' results say together: links, nodes, zones, services, loss. Knows no faults. */
@NullMarked
package io.netcheck.exporter.mesh;

import org.jspecify.annotations.NullMarked;
