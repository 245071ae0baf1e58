// SPDX-License-Identifier: Apache-2.0
/** The state that several exporters share through etcd, as {@code docs/state.md} describes it. */
@NullMarked
package io.netcheck.etcd;

import org.jspecify.annotations.NullMarked;
