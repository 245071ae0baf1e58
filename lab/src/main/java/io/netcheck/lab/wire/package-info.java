// SPDX-License-Identifier: Apache-2.0
/** Network namespaces, what joins them, and what can be dropped between them. */
@NullMarked
package io.netcheck.lab.wire;

import org.jspecify.annotations.NullMarked;
