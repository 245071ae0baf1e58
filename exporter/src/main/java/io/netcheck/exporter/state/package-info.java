// SPDX-License-Identifier: Apache-2.0
/** What the operator's page shows of one moment, and how one moment differs from another. */
@NullMarked
package io.netcheck.exporter.state;

import org.jspecify.annotations.NullMarked;
