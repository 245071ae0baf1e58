// SPDX-License-Identifier: Apache-2.0
/** The clients: who reports, how fresh they are, and what they last said. */
@NullMarked
package io.netcheck.exporter.client;

import org.jspecify.annotations.NullMarked;
