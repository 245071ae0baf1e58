// SPDX-License-Identifier: Apache-2.0
/**
 * The agent: probes its peers from its node and tells the exporter and Prometheus what it finds.
 */
@NullMarked
package io.netcheck.agent;

import org.jspecify.annotations.NullMarked;
