// SPDX-License-Identifier: Apache-2.0
/** The API and the metrics of Mirantis netchecker's server, for its agents and its users. */
@NullMarked
package io.netcheck.legacy.netchecker;

import org.jspecify.annotations.NullMarked;
