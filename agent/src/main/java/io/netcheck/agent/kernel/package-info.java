// SPDX-License-Identifier: Apache-2.0
/** What the kernel of this host counts, and which of it can explain lost packets. */
@NullMarked
package io.netcheck.agent.kernel;

import org.jspecify.annotations.NullMarked;
