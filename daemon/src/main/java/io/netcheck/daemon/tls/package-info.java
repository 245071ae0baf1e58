// SPDX-License-Identifier: Apache-2.0
/** Certificates and keys in PEM, and TLS for both sides. */
@NullMarked
package io.netcheck.daemon.tls;

import org.jspecify.annotations.NullMarked;
