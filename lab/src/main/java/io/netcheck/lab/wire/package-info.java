// SPDX-License-Identifier: Apache-2.0
/** Network namespaces, their connections, and packet filters between them. */
@NullMarked
package io.netcheck.lab.wire;

import org.jspecify.annotations.NullMarked;
