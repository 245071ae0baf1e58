// SPDX-License-Identifier: Apache-2.0
/** Kubernetes' API without a cluster, for its real clients. */
@NullMarked
package io.netcheck.testing.kubernetes;

import org.jspecify.annotations.NullMarked;
