// SPDX-License-Identifier: Apache-2.0
/** The probes: one class per protocol turns a target and a deadline into an outcome. */
@NullMarked
package io.netcheck.agent.probe;

import org.jspecify.annotations.NullMarked;
