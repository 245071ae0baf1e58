// SPDX-License-Identifier: Apache-2.0
/** The API of k8snet-checker's server, for its clients and for programs that query it. */
@NullMarked
package io.netcheck.legacy.k8snet;

import org.jspecify.annotations.NullMarked;
