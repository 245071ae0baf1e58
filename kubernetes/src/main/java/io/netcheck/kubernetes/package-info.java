// SPDX-License-Identifier: Apache-2.0
/**
 * Nodes and agents' pods, as the Kubernetes API reports them. This is the only package that uses
 * the client library. It is loaded only if the exporter follows a cluster.
 */
@NullMarked
package io.netcheck.kubernetes;

import org.jspecify.annotations.NullMarked;
