// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Issues tokens of service accounts, and reviews them as the Kubernetes API does. */
public final class TokenAuthority {
  /**
   * The pod that a token was issued for.
   *
   * @param account {@code namespace:name}
   */
  private record Claims(String account, String pod, String uid, String audience) {}

  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, Claims> valid = new ConcurrentHashMap<>();
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger reviews = new AtomicInteger();
  private volatile boolean deaf;

  /** A token of the account {@code monitoring/netcheck-agent} for a pod. */
  public String make(String pod, String uid, Instant expiry) {
    return make("monitoring:netcheck-agent", pod, uid, "netcheck-exporter", expiry);
  }

  public String make(String account, String pod, String uid, String audience, Instant expiry) {
    String payload =
        "{\"aud\":[\""
            + audience
            + "\"],\"jti\":[{\"exp\":1}],\"exp\":"
            + expiry.getEpochSecond()
            + "}";
    String token =
        "e30."
            + Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(UTF_8))
            + ".signature-"
            + made.incrementAndGet();
    valid.put(token, new Claims(account, pod, uid, audience));
    return token;
  }

  /** The token becomes invalid: it expired, or its pod was deleted. */
  public void revoke(String token) {
    valid.remove(token);
  }

  /** Accepts its tokens for every audience, as a very old API does. */
  public void ignoreAudiences() {
    deaf = true;
  }

  /** How many reviews were requested. */
  public int reviews() {
    return reviews.get();
  }

  String answer(String request) {
    reviews.incrementAndGet();
    try {
      ObjectNode review = (ObjectNode) JSON.readTree(request);
      ObjectNode status = review.putObject("status");
      Claims claims = valid.get(review.at("/spec/token").asText());
      List<String> wanted = new ArrayList<>();
      review.at("/spec/audiences").forEach(audience -> wanted.add(audience.asText()));
      if (claims == null || (!deaf && !wanted.contains(claims.audience()))) {
        status.put("authenticated", false).put("error", "invalid bearer token");
        return review.toString();
      }
      status.put("authenticated", true);
      ObjectNode user =
          status.putObject("user").put("username", "system:serviceaccount:" + claims.account());
      ObjectNode extra = user.putObject("extra");
      extra.putArray("authentication.kubernetes.io/pod-name").add(claims.pod());
      extra.putArray("authentication.kubernetes.io/pod-uid").add(claims.uid());
      if (!deaf) {
        status.putArray("audiences").add(claims.audience());
      }
      return review.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
