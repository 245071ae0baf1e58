// SPDX-License-Identifier: Apache-2.0
/** Which senders can send heartbeats, and for which agents. */
@NullMarked
package io.netcheck.auth;

import org.jspecify.annotations.NullMarked;
