// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Creates tokens of service accounts and identifies their owners. Thread-safe. */
final class Accounts {
  /** The audience of tokens for the API itself. */
  static final String API = "https://kubernetes.default.svc.cluster.local";

  /**
   * The owner of a token.
   *
   * @param namespace the namespace of the account
   */
  record Claims(String namespace, String name, String pod, String uid, String audience) {
    String user() {
      return "system:serviceaccount:" + namespace + ":" + name;
    }
  }

  private final Map<String, Claims> valid = new ConcurrentHashMap<>();
  private final AtomicInteger made = new AtomicInteger();

  /** Creates a token in the form of a JWT, because its user reads the audience and the expiry. */
  String token(Claims claims, long seconds) {
    String payload =
        "{\"aud\":[\"%s\"],\"exp\":%d}"
            .formatted(claims.audience(), Instant.now().getEpochSecond() + seconds);
    String token =
        "e30."
            + Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(UTF_8))
            + "."
            + made.incrementAndGet();
    valid.put(token, claims);
    return token;
  }

  /** The account that uses this token with the API. */
  Optional<Claims> whoAsks(String token) {
    return Optional.ofNullable(valid.get(token)).filter(it -> it.audience().equals(API));
  }

  /** The answer to a TokenReview: its request, with a status. */
  ObjectNode review(ObjectNode request) {
    ObjectNode status = request.putObject("status");
    Claims claims = valid.get(request.at("/spec/token").asText());
    boolean wanted = false;
    for (var audience : request.at("/spec/audiences")) {
      wanted |= claims != null && audience.asText().equals(claims.audience());
    }
    if (claims == null || !wanted) {
      status.put("authenticated", false).put("error", "invalid bearer token");
      return request;
    }
    status.put("authenticated", true).putArray("audiences").add(claims.audience());
    ObjectNode user = status.putObject("user").put("username", claims.user());
    ObjectNode extra = user.putObject("extra");
    extra.putArray("authentication.kubernetes.io/pod-name").add(claims.pod());
    extra.putArray("authentication.kubernetes.io/pod-uid").add(claims.uid());
    return request;
  }
}
