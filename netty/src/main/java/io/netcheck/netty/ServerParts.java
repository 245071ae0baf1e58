// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

/**
 * What the connections of one listener share.
 *
 * @param streams of events, on all listeners
 */
record ServerParts(
    ServedRoutes served,
    ConnectionLimits limits,
    StreamLimits streams,
    SlowWork work,
    ResponseHeads heads,
    UnreadAnswers unread,
    ListenerMetrics metrics) {}
