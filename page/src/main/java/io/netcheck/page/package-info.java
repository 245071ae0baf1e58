// SPDX-License-Identifier: Apache-2.0
/** The operator's page: its files, the runbooks as pages beside it, and the headers of both. */
@NullMarked
package io.netcheck.page;

import org.jspecify.annotations.NullMarked;
