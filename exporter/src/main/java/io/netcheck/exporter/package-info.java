// SPDX-License-Identifier: Apache-2.0
/** The exporter: counts the agents, tells them their peers, and says how the network is. */
@NullMarked
package io.netcheck.exporter;

import org.jspecify.annotations.NullMarked;
