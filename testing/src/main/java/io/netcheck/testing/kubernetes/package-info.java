// SPDX-License-Identifier: Apache-2.0
/** A Kubernetes API without a cluster, for real clients. */
@NullMarked
package io.netcheck.testing.kubernetes;

import org.jspecify.annotations.NullMarked;
