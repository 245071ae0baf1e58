// SPDX-License-Identifier: Apache-2.0
/**
 * The commands that a person types: a demo cluster on one machine, and the report of any cluster.
 */
@NullMarked
package io.netcheck.cli;

import org.jspecify.annotations.NullMarked;
