// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.netcheck.chart;

import org.jspecify.annotations.NullMarked;
