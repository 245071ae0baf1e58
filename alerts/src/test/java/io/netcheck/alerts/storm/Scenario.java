// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts.storm;

import java.util.Map;

/**
 * A cluster with what befalls it, and how many alerts of each name, without the common prefix, that
 * makes in all.
 */
record Scenario(SimulatedCluster cluster, Map<String, Integer> expected) {}
