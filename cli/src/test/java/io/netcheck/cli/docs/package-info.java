// SPDX-License-Identifier: Apache-2.0
/** Holds the documentation against the code: a page that is no longer true fails the build. */
@NullMarked
package io.netcheck.cli.docs;

import org.jspecify.annotations.NullMarked;
