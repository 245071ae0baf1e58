// SPDX-License-Identifier: Apache-2.0
/** What the exporter serves over HTTP. */
@NullMarked
package io.netcheck.exporter.http;

import org.jspecify.annotations.NullMarked;
