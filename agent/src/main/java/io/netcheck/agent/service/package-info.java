// SPDX-License-Identifier: Apache-2.0
/** The service checks: DNS, TCP and HTTP, each with one attempt at one address. */
@NullMarked
package io.netcheck.agent.service;

import org.jspecify.annotations.NullMarked;
