// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

/** What the connections of one listener share. */
record ServerParts(
    ServedRoutes served,
    ConnectionLimits limits,
    SlowWork work,
    ResponseHeads heads,
    UnreadAnswers unread,
    ListenerMetrics metrics) {}
