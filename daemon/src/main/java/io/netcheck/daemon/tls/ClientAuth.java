// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.tls;

/** What a server asks of its clients' certificates: Go's {@code tls.ClientAuthType}. */
public enum ClientAuth {
  NO_CLIENT_CERT(false, false, false),
  REQUEST_CLIENT_CERT(true, false, false),
  REQUIRE_ANY_CLIENT_CERT(true, true, false),
  VERIFY_CLIENT_CERT_IF_GIVEN(true, false, true),
  REQUIRE_AND_VERIFY_CLIENT_CERT(true, true, true);

  private final boolean asked;
  private final boolean required;
  private final boolean verified;

  ClientAuth(boolean asked, boolean required, boolean verified) {
    this.asked = asked;
    this.required = required;
    this.verified = verified;
  }

  /** Whether clients are asked for one. */
  public boolean isAsked() {
    return asked;
  }

  /** Whether a client without one is turned away. */
  public boolean isRequired() {
    return required;
  }

  /** Whether one has to come from a known authority. */
  public boolean isVerified() {
    return verified;
  }
}
