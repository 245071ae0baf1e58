// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Sees every answer of the API, and updates the health of the feed that the request belongs to. The
 * library repeats failed requests forever, as it should, but reports them only in its log.
 */
final class ApiObserver implements Interceptor {
  private final Function<URI, Optional<FeedHealth>> healths;
  private final Consumer<URI> expired;

  /**
   * @param healths the health of the feed that a request belongs to
   * @param expired called with a watch that the API refuses because its resource version is too old
   */
  ApiObserver(Function<URI, Optional<FeedHealth>> healths, Consumer<URI> expired) {
    this.healths = healths;
    this.expired = expired;
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    int code = response.code();
    boolean watches = isWatch(request.uri());
    if (code == HttpURLConnection.HTTP_GONE) {
      // If this comes within a watch, or for a list, the library lists again by itself. If a watch
      // does not even begin, the library would repeat the same request forever.
      if (watches) {
        expired.accept(request.uri());
      }
      return;
    }
    healths
        .apply(request.uri())
        .ifPresent(health -> {
          if (code >= HttpURLConnection.HTTP_MULT_CHOICE) {
            health.fails(watches, ApiErrorText.status(code));
          } else if (watches) {
            health.works();
          }
        });
  }

  @Override
  public void afterConnectionFailure(HttpRequest request, Throwable failure) {
    healths
        .apply(request.uri())
        .ifPresent(it -> it.fails(isWatch(request.uri()), ApiErrorText.failure(failure)));
  }

  private static boolean isWatch(URI uri) {
    String query = uri.getQuery();
    return query != null && query.contains("watch=true");
  }
}
