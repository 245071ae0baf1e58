// SPDX-License-Identifier: Apache-2.0
/** The peers, kept as last-known-good. */
@NullMarked
package io.netcheck.agent.peer;

import org.jspecify.annotations.NullMarked;
