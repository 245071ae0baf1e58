// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import java.util.function.BooleanSupplier;

/**
 * What the connections of one listener share.
 *
 * @param streams of events, on all listeners
 * @param draining whether connections end after their next response
 */
record ServerParts(
    ServedRoutes served,
    ConnectionLimits limits,
    StreamLimits streams,
    SlowWork work,
    ResponseHeads heads,
    UnreadAnswers unread,
    ListenerMetrics metrics,
    BooleanSupplier draining) {}
