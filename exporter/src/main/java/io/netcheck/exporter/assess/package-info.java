// SPDX-License-Identifier: Apache-2.0
/** The assessment of the cluster at one moment, and the verdict on it. */
@NullMarked
package io.netcheck.exporter.assess;

import org.jspecify.annotations.NullMarked;
