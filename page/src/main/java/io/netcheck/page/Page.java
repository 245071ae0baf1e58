// SPDX-License-Identifier: Apache-2.0
package io.netcheck.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Routes;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The page of the exporter at {@code /}, its files below {@code /assets/}, and the runbooks below
 * {@code /runbooks/}. All its URLs are relative, so that it works below any prefix of a proxy.
 * Thread-safe.
 */
public final class Page {
  private static final String ASSETS = "/assets/";

  private static final String NO_GRAFANA = "<meta name=\"grafana\" content=\"\">";

  /** What a script says to its readers, on lines of its own: a tenth of all compressed bytes. */
  private static final Pattern DOCUMENTATION =
      Pattern.compile("^[ \\t]*/\\*\\*(?s:.*?)\\*/[ \\t]*\\n", Pattern.MULTILINE);

  private final ServedFile index;

  /** By path, so that a request for anything else finds nothing. */
  private final Map<String, ServedFile> assets;

  private final Runbooks runbooks = new Runbooks(new BundledFiles("runbooks/"));

  /**
   * Reads the files of this build.
   *
   * @param grafana where the dashboards are, which the page links at the time that it shows
   */
  public Page(Optional<URI> grafana) {
    BundledFiles files = new BundledFiles("");
    index = new ServedFile(ContentType.HTML, index(files, grafana));
    Map<String, ServedFile> read = new HashMap<>();
    for (String name : files.names()) {
      ContentType.ofAsset(name)
          .ifPresent(type ->
              read.put(ASSETS + name, new ServedFile(type, content(files.read(name), type))));
    }
    assets = Map.copyOf(read);
  }

  private static byte[] index(BundledFiles files, Optional<URI> grafana) {
    byte[] page = files.read("index.html");
    return grafana
        .map(url -> RunbookPages.escape(url.toString()))
        .map(url ->
            new String(page, UTF_8)
                .replace(NO_GRAFANA, NO_GRAFANA.replace("\"\"", '"' + url + '"')))
        .map(text -> text.getBytes(UTF_8))
        .orElse(page);
  }

  private static byte[] content(byte[] file, ContentType type) {
    return type == ContentType.SCRIPT
        ? DOCUMENTATION.matcher(new String(file, UTF_8)).replaceAll("").getBytes(UTF_8)
        : file;
  }

  /** Adds its routes. */
  public void addTo(Routes routes) {
    routes
        .get("/", RequestHandler.quick(index::answer))
        .getBelow(ASSETS, RequestHandler.quick(this::asset))
        .getBelow(Runbooks.PATH, runbooks);
  }

  private Response asset(Request request) throws HttpError {
    ServedFile file = assets.get(request.head().path());
    if (file == null) {
      throw ServedFile.notFound();
    }
    return file.answer(request);
  }
}
