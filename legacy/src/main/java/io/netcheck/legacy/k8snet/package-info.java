// SPDX-License-Identifier: Apache-2.0
/** The API of k8snet-checker's server, for its clients and for those who query it. */
@NullMarked
package io.netcheck.legacy.k8snet;

import org.jspecify.annotations.NullMarked;
