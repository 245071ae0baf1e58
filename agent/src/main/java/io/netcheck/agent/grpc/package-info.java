// SPDX-License-Identifier: Apache-2.0
/** One gRPC health check over a connection: the part of HTTP/2 that it needs, and no more. */
@NullMarked
package io.netcheck.agent.grpc;

import org.jspecify.annotations.NullMarked;
