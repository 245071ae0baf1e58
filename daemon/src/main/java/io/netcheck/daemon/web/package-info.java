// SPDX-License-Identifier: Apache-2.0
/** The web configuration file of the exporter-toolkit: TLS, passwords and rate limits. */
@NullMarked
package io.netcheck.daemon.web;

import org.jspecify.annotations.NullMarked;
