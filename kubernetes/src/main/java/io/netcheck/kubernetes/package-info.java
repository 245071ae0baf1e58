// SPDX-License-Identifier: Apache-2.0
/**
 * What the Kubernetes API says of the nodes and of the agents' pods. The only package that knows
 * the client library, and loaded only where there is an API to ask.
 */
@NullMarked
package io.netcheck.kubernetes;

import org.jspecify.annotations.NullMarked;
