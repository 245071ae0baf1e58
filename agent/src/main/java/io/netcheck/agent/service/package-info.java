// SPDX-License-Identifier: Apache-2.0
/** How a service is asked: DNS, TCP, HTTP; one attempt, one address, no redirects. */
@NullMarked
package io.netcheck.agent.service;

import org.jspecify.annotations.NullMarked;
