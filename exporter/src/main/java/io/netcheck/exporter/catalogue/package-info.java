// SPDX-License-Identifier: Apache-2.0
/** The catalogue of the exporter's metrics. */
@NullMarked
package io.netcheck.exporter.catalogue;

import org.jspecify.annotations.NullMarked;
