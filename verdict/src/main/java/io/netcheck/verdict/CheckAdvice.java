// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.FailureReason;
import java.util.Optional;

/** The next step for a failing check, by the reason that most of its observers give. */
final class CheckAdvice {
  private CheckAdvice() {}

  static String service(Optional<FailureReason> reason, boolean everywhere) {
    String general =
        everywhere
            ? "Check the service itself: its endpoints and its health."
            : "The service answers other nodes. Check the path from these nodes to it.";
    return reason
        .map(known ->
            switch (known) {
              case REACHABLE ->
                  "The connection must be denied and is not. Check the network policy: whether it"
                      + " exists, and whether the network plugin enforces it.";
              case EXPIRED -> "Renew the certificate, and load it into the service.";
              case BODY -> "Read what the service answers; its answer lacks the expected text.";
              case NOT_SERVING ->
                  "Ask the gRPC server why it does not serve: its log, its own needs.";
              case UNKNOWN_SERVICE ->
                  "Check the name of the gRPC service in the URL, and what the server registers.";
              case UNIMPLEMENTED ->
                  "Register grpc.health.v1.Health at the gRPC server, or check it by tcp.";
              default -> general;
            })
        .orElse(general);
  }

  static String resolver(Optional<FailureReason> reason) {
    return lookup(
        reason,
        "Check the resolver itself: whether it is running, its load and its upstream servers.");
  }

  static String name(Optional<FailureReason> reason) {
    return lookup(
        reason, "Check whether the name exists, then the resolver and its upstream servers.");
  }

  static String lookupFromSomeNodes(Optional<FailureReason> reason) {
    return lookup(
        reason, "Other nodes can look it up. Check the path from these nodes to the resolver.");
  }

  private static String lookup(Optional<FailureReason> reason, String general) {
    return reason
        .map(known ->
            switch (known) {
              case NXDOMAIN ->
                  "The resolver says that the name does not exist. Check its spelling.";
              case NO_ADDRESS -> "The name exists without an address. Check its records.";
              case SERVFAIL ->
                  "The resolver runs, and fails itself. Check its log and its upstream servers.";
              case QUERY_REFUSED ->
                  "The resolver does not serve this client. Check its access list and its zones.";
              case ONE_ANSWER ->
                  "One of two queries that are sent at once gets lost. Check conntrack on the node"
                      + " (insert_failed), or run a DNS cache on each node.";
              default -> general;
            })
        .orElse(general);
  }
}
