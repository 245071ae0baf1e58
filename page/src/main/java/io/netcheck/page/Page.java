// SPDX-License-Identifier: Apache-2.0
package io.netcheck.page;

import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Routes;
import java.util.HashMap;
import java.util.Map;

/**
 * The page of the exporter at {@code /}, its files below {@code /assets/}, and the runbooks below
 * {@code /runbooks/}. All its URLs are relative, so that it works below any prefix of a proxy.
 * Thread-safe.
 */
public final class Page {
  private static final String ASSETS = "/assets/";

  private final ServedFile index;

  /** By path, so that a request for anything else finds nothing. */
  private final Map<String, ServedFile> assets;

  private final Runbooks runbooks = new Runbooks(new BundledFiles("runbooks/"));

  /** Reads the files of this build. */
  public Page() {
    BundledFiles files = new BundledFiles("");
    index = new ServedFile(ContentType.HTML, files.read("index.html"));
    Map<String, ServedFile> read = new HashMap<>();
    for (String name : files.names()) {
      ContentType.ofAsset(name)
          .ifPresent(type -> read.put(ASSETS + name, new ServedFile(type, files.read(name))));
    }
    assets = Map.copyOf(read);
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
