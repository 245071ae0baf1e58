// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.netcheck.auth.AgentPod;
import io.netcheck.auth.AuthRefusal;
import io.netcheck.auth.TokenReview;
import io.netcheck.auth.TokenReviewer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks the Kubernetes API which service account and pod a token belongs to. The node is then looked
 * up in the pod, because the API does not verify the node in a token when it issues the token.
 */
final class KubernetesTokenReviewer implements TokenReviewer {
  /** A raw path, because the library's type for it comes in a jar of 1.4 MB. */
  private static final String PATH = "/apis/authentication.k8s.io/v1/tokenreviews";

  private static final String ACCOUNT = "system:serviceaccount:";
  private static final String POD_NAME = "authentication.kubernetes.io/pod-name";
  private static final String POD_UID = "authentication.kubernetes.io/pod-uid";

  private final KubernetesClient client;
  private final String audience;
  private final Set<String> accounts;
  private final AgentPods pods;

  KubernetesTokenReviewer(
      KubernetesClient client, String audience, Set<String> accounts, AgentPods pods) {
    this.client = client;
    this.audience = audience;
    this.accounts = Set.copyOf(accounts);
    this.pods = pods;
  }

  @Override
  public TokenReview review(String token) {
    try {
      String answer = client.raw(PATH, "POST", question(token));
      return judge(
          client.getKubernetesSerialization().unmarshal(answer, GenericKubernetesResource.class));
    } catch (KubernetesClientException e) {
      return silence(e);
    } catch (RuntimeException _) {
      // The library throws this if the answer is not JSON.
      return new TokenReview.Unanswered("the answer cannot be understood", false);
    }
  }

  private Map<String, Object> question(String token) {
    return Map.of(
        "apiVersion",
        "authentication.k8s.io/v1",
        "kind",
        "TokenReview",
        "spec",
        Map.of("token", token, "audiences", List.of(audience)));
  }

  private TokenReview judge(@Nullable GenericKubernetesResource answer) {
    Map<?, ?> status =
        answer == null ? Map.of() : object(answer.getAdditionalProperties(), "status");
    // An API that does not support audiences also accepts tokens for other audiences.
    boolean good =
        Boolean.TRUE.equals(status.get("authenticated"))
            && status.get("audiences") instanceof List<?> audiences
            && audiences.contains(audience);
    return good ? agent(object(status, "user")) : new TokenReview.Bad(AuthRefusal.WRONG_TOKEN);
  }

  private TokenReview agent(Map<?, ?> user) {
    Optional<String> account =
        text(user.get("username"))
            .filter(name -> name.startsWith(ACCOUNT))
            .map(name -> name.substring(ACCOUNT.length()))
            .filter(name -> name.indexOf(':') > 0)
            .map(name -> name.replaceFirst(":", "/"))
            .filter(name -> accounts.isEmpty() || accounts.contains(name));
    Map<?, ?> extra = object(user, "extra");
    Optional<String> pod = first(extra.get(POD_NAME));
    Optional<String> uid = first(extra.get(POD_UID));
    if (account.isEmpty() || pod.isEmpty() || uid.isEmpty()) {
      return new TokenReview.Bad(AuthRefusal.NO_AGENT);
    }
    String namespace = account.get().substring(0, account.get().indexOf('/'));
    return pods.find(namespace, pod.get(), uid.get())
        .<TokenReview>map(TokenReview.Good::new)
        .orElseGet(() -> new TokenReview.Bad(AuthRefusal.NO_AGENT));
  }

  private static Map<?, ?> object(Map<?, ?> of, String name) {
    return of.get(name) instanceof Map<?, ?> object ? object : Map.of();
  }

  private static Optional<String> text(@Nullable Object value) {
    return value instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
  }

  private static Optional<String> first(@Nullable Object values) {
    return values instanceof List<?> list && !list.isEmpty()
        ? text(list.getFirst())
        : Optional.empty();
  }

  private static TokenReview silence(KubernetesClientException e) {
    return switch (e.getCode()) {
      case 0 -> new TokenReview.Unanswered(ApiErrorText.failure(e), false);
      case 401 ->
          new TokenReview.Unanswered(
              "401 unauthorized, the exporter's own token is not accepted", true);
      case 403 ->
          new TokenReview.Unanswered(
              "403 forbidden, the role must allow create on tokenreviews and list on pods", true);
      default -> new TokenReview.Unanswered(ApiErrorText.status(e.getCode()), false);
    };
  }

  @Override
  public boolean isGone(AgentPod pod) {
    return pods.isGone(pod);
  }
}
