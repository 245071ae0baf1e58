// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.metrics.MetricsText;
import io.prometheus.metrics.exporter.common.PrometheusScrapeHandler;
import io.prometheus.metrics.exporter.httpserver.HttpExchangeAdapter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Answers {@code GET /metrics} in the {@link MetricsFormat} that the scraper prefers. The page is
 * rendered into memory; the listener writes it afterwards. The handler of the library renders the
 * metrics that a scraper chooses ({@code name[]}), and {@link MetricsText} all of them, which is
 * what Prometheus asks for. Called from many threads at once.
 *
 * <p>Clients that do not read keep their pages in memory. So there is an {@link AnswerBudget}: once
 * it is used up, a scraper gets the page of another one, if that is still in memory.
 */
final class MetricsPage implements RequestHandler, AutoCloseable {
  private static final String NAMES = "name[]";

  /** More names than these are ignored. */
  private static final int MAX_NAMES = 100;

  /** Rendering is work for a processor, and each thread holds a page that is half done. */
  private static final int THREADS = 2;

  /** Both deadlines of a listener together: within it, an answer has been read or is cut off. */
  private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(20);

  private static final int HEAP_SHARE = 16;

  /** By so much a page may grow from scrape to scrape without being copied. */
  private static final int MORE_BYTES = 1_024;

  private final PrometheusRegistry registry;
  private final PrometheusScrapeHandler handler;
  private final ProcessClock clock;
  private final AnswerBudget budget;
  private final Map<Variant, WeakReference<Response>> last = new ConcurrentHashMap<>();
  private final Map<Variant, Integer> sizes = new ConcurrentHashMap<>();

  /** Platform threads, because a page is work for a processor without any waiting. */
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().name("metrics-", 0).daemon().factory());

  private record Variant(MetricsFormat format, ContentCoding coding) {}

  MetricsPage(PrometheusRegistry registry, ProcessClock clock) {
    this(registry, clock, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  /**
   * @param budgetBytes for all pages that clients have not read yet
   */
  MetricsPage(PrometheusRegistry registry, ProcessClock clock, long budgetBytes) {
    this.registry = registry;
    this.handler = new PrometheusScrapeHandler(registry);
    this.clock = clock;
    this.budget = new AnswerBudget(budgetBytes, ANSWER_DEADLINE, clock.nanoTime());
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public Response handle(Request request) throws HttpError {
    Variant variant =
        new Variant(
            MetricsFormat.preferredBy(request.accept()),
            ContentCoding.preferredBy(request.head().header("Accept-Encoding")));
    List<String> names = names(request.head().query());
    Future<Response> page = threads.submit(() -> sharedOrRendered(variant, names));
    try {
      return page.get();
    } catch (InterruptedException _) {
      page.cancel(true);
      Thread.currentThread().interrupt();
      throw new HttpError(ErrorCode.OVERLOADED, "the scrape took too long; try again");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HttpError refused) {
        throw refused;
      }
      throw new IllegalStateException("the metrics cannot be rendered", e.getCause());
    }
  }

  private Response sharedOrRendered(Variant variant, List<String> names) throws HttpError {
    if (!hasRoom(variant)) {
      if (!names.isEmpty()) {
        throw new HttpError(ErrorCode.OVERLOADED, "too many scrapes at once; try again");
      }
      Optional<Response> shared = Optional.ofNullable(last.get(variant)).map(WeakReference::get);
      if (shared.isPresent()) {
        return shared.get();
      }
    }
    Response page = rendered(variant, names);
    count(page);
    if (names.isEmpty()) {
      last.put(variant, new WeakReference<>(page));
      sizes.put(variant, page.body().length);
    }
    return page;
  }

  private boolean hasRoom(Variant variant) {
    int bytes = sizes.getOrDefault(variant, 0);
    synchronized (budget) {
      return budget.hasRoomFor(bytes, clock.nanoTime());
    }
  }

  private void count(Response page) {
    synchronized (budget) {
      budget.add(page.body().length);
    }
  }

  private Response rendered(Variant variant, List<String> names) {
    Response page = names.isEmpty() ? all(variant) : chosen(variant, names);
    return page.withHeader("Vary", "Accept, Accept-Encoding");
  }

  private Response chosen(Variant variant, List<String> names) {
    StringBuilder uri = new StringBuilder("/metrics?");
    names.forEach(
        name -> uri.append("name%5B%5D=").append(URLEncoder.encode(name, UTF_8)).append('&'));
    ScrapeExchange exchange =
        new ScrapeExchange(URI.create(uri.toString()), variant.format, variant.coding, MORE_BYTES);
    try {
      handler.handleRequest(
          new HttpExchangeAdapter(exchange) {
            @Override
            public void handleException(IOException e) throws IOException {
              throw e;
            }

            @Override
            public void handleException(RuntimeException e) {
              // The adapter's own answer would show the client a stack trace.
              throw e;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return exchange.response();
  }

  private Response all(Variant variant) {
    ByteArrayOutputStream body =
        new ByteArrayOutputStream(sizes.getOrDefault(variant, 0) + MORE_BYTES);
    try (OutputStream out = variant.coding.to(body)) {
      MetricsText.write(registry, variant.format.text(), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Response page = new Response(200, variant.format.contentType(), body.toByteArray(), Map.of());
    return variant.coding == ContentCoding.IDENTITY
        ? page
        : page.withHeader("Content-Encoding", variant.coding.label());
  }

  /** The metrics that are asked for; empty for all. Other parameters have no meaning here. */
  private static List<String> names(String query) throws HttpError {
    List<String> names = new ArrayList<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && names.size() < MAX_NAMES) {
        try {
          if (URLDecoder.decode(pair.substring(0, equals), UTF_8).equals(NAMES)) {
            names.add(URLDecoder.decode(pair.substring(equals + 1), UTF_8));
          }
        } catch (IllegalArgumentException _) {
          throw new HttpError(ErrorCode.BAD_QUERY, "the query is not well-formed");
        }
      }
    }
    return names;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
