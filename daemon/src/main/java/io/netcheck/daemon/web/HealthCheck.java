// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.files.ReadFiles;
import io.netcheck.daemon.tls.ClientTls;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.jspecify.annotations.Nullable;

/**
 * Checks that a URL answers a GET with a 2xx status. For an image without a shell and without curl.
 * Exits with 0, or with 1 and one line with the reason. With {@code --wait SECONDS} it asks once a
 * second until the answer is good, and prints each new reason in between.
 */
public final class HealthCheck {
  /** For the whole exchange including the name lookup. Below the default of Docker, 30 s. */
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private static final Pattern CHOICE = Pattern.compile("\\$\\{([^}]*)}");
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Of the answer, in bytes. */
  private static final int MOST_SHOWN = 200;

  private static final String INSECURE = "--insecure-skip-verify";
  private static final String WAIT = "--wait";
  private static final Set<String> FILES = Set.of("--ca-file", "--cert-file", "--key-file");
  private static final String USAGE =
      "HealthCheck: expected one http or https URL, and any of "
          + INSECURE
          + ", --wait SECONDS, --ca-file FILE, --cert-file FILE and --key-file FILE";

  private final URI url;
  private final boolean anyCertificate;
  private final ClientTls tls;
  private final Duration deadline;

  HealthCheck(URI url, boolean insecure, ClientTls tls, Duration deadline) {
    this.url = url;
    this.anyCertificate = insecure || isLoopback(url.getHost());
    this.tls = tls;
    this.deadline = deadline;
  }

  public static void main(String[] args) {
    System.exit(run(List.of(args), System.getenv(), DEADLINE, System.err));
  }

  static int run(
      List<String> args, Map<String, String> environment, Duration deadline, PrintStream err) {
    Map<String, String> given = new HashMap<>();
    List<String> urls = new ArrayList<>();
    for (Iterator<String> words = args.iterator(); words.hasNext(); ) {
      String word = words.next();
      if (word.equals(INSECURE)) {
        given.put(word, "");
      } else if ((word.equals(WAIT) || FILES.contains(word)) && words.hasNext()) {
        given.put(word, words.next());
      } else {
        urls.add(filled(word, environment));
      }
    }
    if (urls.size() != 1
        || !isWeb(urls.getFirst())
        || !given.getOrDefault(WAIT, "0").matches("[0-9]{1,6}")
        || given.containsKey("--cert-file") != given.containsKey("--key-file")) {
      err.println(USAGE);
      return 1;
    }
    ClientTls tls =
        new ClientTls(
            file(given, "--ca-file"), file(given, "--cert-file"), file(given, "--key-file"));
    HealthCheck check =
        new HealthCheck(URI.create(urls.getFirst()), given.containsKey(INSECURE), tls, deadline);
    return check.repeat(Duration.ofSeconds(Integer.parseInt(given.getOrDefault(WAIT, "0"))), err);
  }

  private static Optional<Path> file(Map<String, String> given, String flag) {
    return Optional.ofNullable(given.get(flag)).map(Path::of);
  }

  /** Checks until the answer is good or {@code patience} is over. */
  private int repeat(Duration patience, PrintStream err) {
    long end = System.nanoTime() + patience.toNanos();
    String before = "";
    while (true) {
      String trouble = trouble();
      if (trouble.isEmpty()) {
        return 0;
      }
      if (!trouble.equals(before)) {
        err.println("HealthCheck: " + url + ": " + trouble);
        before = trouble;
      }
      if (System.nanoTime() + PAUSE.toNanos() - end > 0) {
        return 1;
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return 1;
      }
    }
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
            asked.complete(answer());
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

  /** Empty if the status is 2xx, else it and the first line of the body. */
  private String answer() throws IOException, GeneralSecurityException {
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    try {
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      connection.setConnectTimeout((int) deadline.toMillis());
      connection.setReadTimeout((int) deadline.toMillis());
      if (connection instanceof HttpsURLConnection secure) {
        if (anyCertificate) {
          trustAny(secure);
        } else if (!tls.isDefault()) {
          secure.setSSLSocketFactory(tls.context(new ReadFiles()).getSocketFactory());
        }
      }
      int status = connection.getResponseCode();
      return status / 100 == 2 ? "" : "status " + status + said(connection.getErrorStream());
    } finally {
      connection.disconnect();
    }
  }

  private static String said(@Nullable InputStream body) throws IOException {
    if (body == null) {
      return "";
    }
    String text = new String(body.readNBytes(MOST_SHOWN), UTF_8);
    String line = text.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ").strip();
    return line.isEmpty() ? "" : ": " + line;
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
