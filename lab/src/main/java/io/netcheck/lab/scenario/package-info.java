// SPDX-License-Identifier: Apache-2.0
/** Faults, what is expected of them, and what they really came to. */
@NullMarked
package io.netcheck.lab.scenario;

import org.jspecify.annotations.NullMarked;
