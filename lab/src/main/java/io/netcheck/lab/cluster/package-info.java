// SPDX-License-Identifier: Apache-2.0
/**
 * A cluster of real processes in the network of the lab, with Prometheus, Alertmanager and a pager.
 */
@NullMarked
package io.netcheck.lab.cluster;

import org.jspecify.annotations.NullMarked;
