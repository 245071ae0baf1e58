// SPDX-License-Identifier: Apache-2.0
/** The state that several exporters share through etcd: {@code docs/state.md}. */
@NullMarked
package io.netcheck.etcd;

import org.jspecify.annotations.NullMarked;
