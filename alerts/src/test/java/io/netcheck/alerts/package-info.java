// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.netcheck.alerts;

import org.jspecify.annotations.NullMarked;
