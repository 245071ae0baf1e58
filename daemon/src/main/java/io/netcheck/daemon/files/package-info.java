// SPDX-License-Identifier: Apache-2.0
/** Files that are read again when their content changes. */
@NullMarked
package io.netcheck.daemon.files;

import org.jspecify.annotations.NullMarked;
