// SPDX-License-Identifier: Apache-2.0
/** The web configuration file of the exporter-toolkit, and what it puts before a listener. */
@NullMarked
package io.netcheck.daemon.web;

import org.jspecify.annotations.NullMarked;
