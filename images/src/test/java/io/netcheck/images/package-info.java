// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.netcheck.images;

import org.jspecify.annotations.NullMarked;
