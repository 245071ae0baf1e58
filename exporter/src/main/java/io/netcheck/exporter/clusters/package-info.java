// SPDX-License-Identifier: Apache-2.0
/** What the exporters of other clusters say, so that one page leads to all of them. */
@NullMarked
package io.netcheck.exporter.clusters;

import org.jspecify.annotations.NullMarked;
