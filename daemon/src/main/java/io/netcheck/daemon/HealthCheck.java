// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Checks that a URL answers one GET with a 2xx status. For an image without a shell and without
 * curl. Exits with 0, or with 1 and one line with the reason.
 */
public final class HealthCheck {
  /** For the whole exchange including the name lookup. Below the default of Docker, 30 s. */
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private static final Pattern CHOICE = Pattern.compile("\\$\\{([^}]*)}");
  private static final String INSECURE = "--insecure-skip-verify";
  private static final String USAGE =
      "HealthCheck: expected one http or https URL, and " + INSECURE + " or not";

  private final URI url;
  private final boolean anyCertificate;
  private final Duration deadline;

  HealthCheck(URI url, boolean insecure, Duration deadline) {
    this.url = url;
    this.anyCertificate = insecure || isLoopback(url.getHost());
    this.deadline = deadline;
  }

  public static void main(String[] args) {
    System.exit(run(List.of(args), System.getenv(), DEADLINE, System.err));
  }

  static int run(
      List<String> args, Map<String, String> environment, Duration deadline, PrintStream err) {
    List<String> urls =
        args.stream()
            .filter(arg -> !arg.equals(INSECURE))
            .map(arg -> filled(arg, environment))
            .toList();
    if (urls.size() != 1 || !isWeb(urls.getFirst())) {
      err.println(USAGE);
      return 1;
    }
    String url = urls.getFirst();
    String trouble = new HealthCheck(URI.create(url), args.contains(INSECURE), deadline).trouble();
    if (trouble.isEmpty()) {
      return 0;
    }
    err.println("HealthCheck: " + url + ": " + trouble);
    return 1;
  }

  /**
   * Replaces <code>${POD_IP,NODE_IP,127.0.0.1}</code> by the first of these variables that has a
   * value, or by the last word. Of a list only the first element is used. Needed because there is
   * no shell.
   */
  static String filled(String url, Map<String, String> environment) {
    return CHOICE
        .matcher(url)
        .replaceAll(choice -> {
          List<String> words = words(choice.group(1));
          String value =
              words.subList(0, words.size() - 1).stream()
                  .map(name -> environment.getOrDefault(name, ""))
                  .map(text -> words(text).getFirst())
                  .filter(text -> !text.isEmpty())
                  .findFirst()
                  .orElse(words.getLast());
          return Matcher.quoteReplacement(value.contains(":") ? "[" + value + "]" : value);
        });
  }

  /** The reason of the failure; empty if the check succeeded. */
  String trouble() {
    CompletableFuture<String> asked = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("health-check")
        .start(() -> {
          try {
            int status = status();
            asked.complete(status / 100 == 2 ? "" : "status " + status);
          } catch (IOException | GeneralSecurityException | RuntimeException e) {
            asked.complete(e.toString().lines().findFirst().orElse("failed"));
          }
        });
    try {
      return asked.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      return "no answer within " + deadline.toMillis() + " ms";
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return "interrupted";
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private int status() throws IOException, GeneralSecurityException {
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    try {
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      connection.setConnectTimeout((int) deadline.toMillis());
      connection.setReadTimeout((int) deadline.toMillis());
      if (connection instanceof HttpsURLConnection tls && anyCertificate) {
        trustAny(tls);
      }
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  /**
   * On loopback only the process of this container can answer, and its certificate has another
   * name. The probes of a kubelet do not verify certificates either.
   */
  private static void trustAny(HttpsURLConnection connection) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, null);
    connection.setSSLSocketFactory(context.getSocketFactory());
    connection.setHostnameVerifier((_, _) -> true);
  }

  private static List<String> words(String list) {
    return Stream.of(list.split(",", -1)).map(String::strip).toList();
  }

  private static boolean isWeb(String text) {
    try {
      URI url = new URI(text);
      String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
      return (scheme.equals("http") || scheme.equals("https")) && url.getHost() != null;
    } catch (URISyntaxException _) {
      return false;
    }
  }

  private static boolean isLoopback(String host) {
    if (host.equals("localhost")) {
      return true;
    }
    try {
      // Only a literal address, because a name can resolve to another address tomorrow.
      return InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
