// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.Optional;

/** Why a probe attempt got no reply. Labels, report and log use the same words. */
public enum FailureReason implements Labelled {
  TIMEOUT,
  REFUSED,
  UNREACHABLE,
  RESET,
  RESOLVE,
  TLS,
  /** A service answered, but with another status than expected. */
  STATUS,
  /** A service answered without the text that its answer must contain. */
  BODY,
  /** A connection was accepted although a policy must deny it. */
  REACHABLE,
  /** A certificate of a service has expired. */
  EXPIRED,
  /** A gRPC server says that it does not serve now. */
  NOT_SERVING,
  /** A gRPC server does not know the service whose health it was asked for. */
  UNKNOWN_SERVICE,
  /** A gRPC server does not offer health checks. */
  UNIMPLEMENTED,
  /** A resolver says that it failed itself. */
  SERVFAIL,
  /** A resolver says that the name does not exist. */
  NXDOMAIN,
  /** A resolver says that it does not answer this client; another thing than a closed port. */
  QUERY_REFUSED,
  /** A resolver says that the name exists and has no address. */
  NO_ADDRESS,
  /** Of the queries for IPv4 and IPv6 that were sent at once, only one was answered. */
  ONE_ANSWER,
  PROTOCOL,
  TOO_BIG,
  /** Datagrams that need several packets are lost, while a packet of full size passes. */
  FRAGMENTS,
  /** A TCP answer of many full segments stops on the way, while a packet of full size passes. */
  LARGE_ANSWER,
  /** A router, a packet filter or this host rejected the packet; the peer did not. */
  REJECTED,
  /** Another host answered. */
  WRONG_PEER,
  /** A new flow fails while an older one of the same kind works. */
  NEW_FLOW,
  /** An error of this host, not of the peer. */
  LOCAL;

  private static final FailureReason[] VALUES = values();

  private final String label = Labelled.of(this);

  @Override
  public String label() {
    return label;
  }

  /** The constant with this label. */
  public static Optional<FailureReason> of(String label) {
    return Labelled.find(VALUES, label);
  }

  @Override
  public String toString() {
    return label;
  }
}
