// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Sees every answer of the API, and tells the health of what was asked for. The library repeats
 * what failed for ever, as it should, and says so nowhere but in its log.
 */
final class ApiObserver implements Interceptor {
  private final Map<Predicate<URI>, Health> healths;

  /**
   * @param healths by the requests that they are about
   */
  ApiObserver(Map<Predicate<URI>, Health> healths) {
    this.healths = Map.copyOf(healths);
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    Optional<Health> health = health(request.uri());
    int code = response.code();
    if (health.isEmpty() || code == HttpURLConnection.HTTP_GONE) {
      return; // what was asked for is too old: the library lists anew
    }
    boolean good = code < HttpURLConnection.HTTP_MULT_CHOICE;
    if (good && isWatch(request.uri())) {
      health.get().works();
    } else if (!good) {
      health.get().fails(sentence(request.uri(), ApiWords.status(code)));
    }
  }

  @Override
  public void afterConnectionFailure(HttpRequest request, Throwable failure) {
    health(request.uri())
        .ifPresent(it -> it.fails(sentence(request.uri(), ApiWords.failure(failure))));
  }

  private Optional<Health> health(URI uri) {
    return healths.entrySet().stream()
        .filter(entry -> entry.getKey().test(uri))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static String sentence(URI uri, String because) {
    String path = uri.getPath();
    return "cannot "
        + (isWatch(uri) ? "watch " : "list ")
        + path.substring(path.lastIndexOf('/') + 1)
        + ": "
        + because;
  }

  private static boolean isWatch(URI uri) {
    String query = uri.getQuery();
    return query != null && query.contains("watch=true");
  }
}
