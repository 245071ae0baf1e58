// SPDX-License-Identifier: Apache-2.0
package io.netcheck.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Answers below {@code /runbooks/} with the runbooks as pages, and with a list of them at that path
 * itself. Each is rendered when somebody asks for it first. Thread-safe.
 */
final class Runbooks implements RequestHandler {
  static final String PATH = "/runbooks/";

  /** The name of the list, which no runbook has. */
  private static final String LIST = "";

  private final BundledFiles files;
  private final Set<String> names;
  private final RunbookPages pages = new RunbookPages();
  private final Map<String, ServedFile> rendered = new ConcurrentHashMap<>();

  /**
   * @param files one Markdown file per alert, with the name of the alert
   */
  Runbooks(BundledFiles files) {
    this.files = files;
    names =
        files.names().stream()
            .filter(file -> file.endsWith(RunbookPages.SUFFIX))
            .map(file -> file.substring(0, file.length() - RunbookPages.SUFFIX.length()))
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Response handle(Request request) throws HttpError {
    String name = request.head().path().substring(PATH.length());
    if (!name.equals(LIST) && !names.contains(name)) {
      throw ServedFile.notFound();
    }
    return rendered.computeIfAbsent(name, this::render).answer(request);
  }

  private ServedFile render(String name) {
    String html =
        name.equals(LIST)
            ? pages.list(sortedNames().stream().map(this::runbook).toList())
            : pages.page(runbook(name));
    return new ServedFile(ContentType.HTML, html.getBytes(UTF_8));
  }

  List<String> sortedNames() {
    return names.stream().sorted().toList();
  }

  private Runbook runbook(String name) {
    return new Runbook(name, new String(files.read(name + RunbookPages.SUFFIX), UTF_8));
  }
}
