// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import java.io.IOException;

/** The name of a service has addresses, but none in the IP family of the check. */
final class NoAddressInFamilyException extends IOException {
  private static final long serialVersionUID = 1L;
}
