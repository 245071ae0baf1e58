// SPDX-License-Identifier: Apache-2.0
/** Faults, their expected effects, and their real effects. */
@NullMarked
package io.netcheck.lab.scenario;

import org.jspecify.annotations.NullMarked;
