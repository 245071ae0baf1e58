// SPDX-License-Identifier: Apache-2.0
/** The clients: which agents report, how fresh they are, and what they last measured. */
@NullMarked
package io.netcheck.exporter.client;

import org.jspecify.annotations.NullMarked;
