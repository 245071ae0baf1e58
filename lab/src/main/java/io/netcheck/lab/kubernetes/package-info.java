// SPDX-License-Identifier: Apache-2.0
/** A real Kubernetes cluster in network namespaces, on which the chart is installed. */
@NullMarked
package io.netcheck.lab.kubernetes;

import org.jspecify.annotations.NullMarked;
