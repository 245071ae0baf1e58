// SPDX-License-Identifier: Apache-2.0
/** Settings from the environment and the command line, and their problems. */
@NullMarked
package io.netcheck.daemon.settings;

import org.jspecify.annotations.NullMarked;
