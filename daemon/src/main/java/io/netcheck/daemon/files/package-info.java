// SPDX-License-Identifier: Apache-2.0
/** Files that are read again when what they say has changed. */
@NullMarked
package io.netcheck.daemon.files;

import org.jspecify.annotations.NullMarked;
