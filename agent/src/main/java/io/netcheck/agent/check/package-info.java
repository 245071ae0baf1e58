// SPDX-License-Identifier: Apache-2.0
/** Checks that the exporter orders: single probes and traces beside the regular rounds. */
@NullMarked
package io.netcheck.agent.check;

import org.jspecify.annotations.NullMarked;
