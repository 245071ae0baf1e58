// SPDX-License-Identifier: Apache-2.0
/** How near the exporter is to its limit, and how often agents send heartbeats because of it. */
@NullMarked
package io.netcheck.exporter.load;

import org.jspecify.annotations.NullMarked;
