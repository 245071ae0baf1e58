// SPDX-License-Identifier: Apache-2.0
/** What agent and exporter say to each other: values and their JSON. Knows neither of the two. */
@NullMarked
package io.netcheck.protocol;

import org.jspecify.annotations.NullMarked;
