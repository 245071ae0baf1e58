// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts.storm;

import java.util.Map;

/**
 * A cluster with its faults, and the expected number of alerts of each name, without the common
 * prefix.
 */
record Scenario(SimulatedCluster cluster, Map<String, Integer> expected) {}
