// SPDX-License-Identifier: Apache-2.0
/** The messages between agent and exporter: values and their JSON. Depends on neither of them. */
@NullMarked
package io.netcheck.protocol;

import org.jspecify.annotations.NullMarked;
