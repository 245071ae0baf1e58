// SPDX-License-Identifier: Apache-2.0
/**
 * Just enough of a cluster to run what the chart installs: its pods in the images, on the lab's
 * network, for an API that keeps what Helm gives it.
 */
@NullMarked
package io.netcheck.images.cluster;

import org.jspecify.annotations.NullMarked;
