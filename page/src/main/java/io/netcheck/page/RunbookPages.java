// SPDX-License-Identifier: Apache-2.0
package io.netcheck.page;

import java.util.List;
import java.util.Optional;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.text.TextContentRenderer;

/**
 * Turns runbooks into pages: with the style of the operator's page, without scripts, and with links
 * that lead to other runbooks or to the documentation. Thread-safe.
 */
final class RunbookPages {
  /** The end of a runbook's file name. */
  static final String SUFFIX = ".md";

  /** Where a link leads that starts two folders above the runbooks. */
  private static final String REPOSITORY = "https://github.com/netcheck/netcheck/blob/main/";

  private static final String TO_ROOT = "../../";

  private final Parser parser =
      Parser.builder().extensions(List.of(TablesExtension.create())).build();

  /** The page's policy would keep markup in a runbook from doing harm; here it becomes text. */
  private final HtmlRenderer html =
      HtmlRenderer.builder().extensions(List.of(TablesExtension.create())).escapeHtml(true).build();

  private final TextContentRenderer text = TextContentRenderer.builder().build();

  /** The page of one runbook. */
  String page(Runbook runbook) {
    Node document = parser.parse(runbook.markdown());
    document.accept(new LinkRewriter());
    return framed(runbook.name(), html.render(document));
  }

  /** The list of all runbooks, each with the first sentence of its meaning. */
  String list(List<Runbook> runbooks) {
    StringBuilder body = new StringBuilder("<h1>Runbooks</h1>\n<dl>\n");
    for (Runbook runbook : runbooks) {
      String name = escape(runbook.name());
      body.append("<dt><a href=\"").append(name).append("\">").append(name).append("</a></dt>\n");
      meaning(runbook).ifPresent(it -> body.append("<dd>").append(escape(it)).append("</dd>\n"));
    }
    return framed("Runbooks", body.append("</dl>\n").toString());
  }

  /** The first sentence that is not a heading. Runbooks have one sentence per line. */
  private Optional<String> meaning(Runbook runbook) {
    Node document = parser.parse(runbook.markdown());
    for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof Paragraph) {
        return text.render(node).lines().findFirst();
      }
    }
    return Optional.empty();
  }

  private static String framed(String title, String body) {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>%1$s · Netcheck</title>
    <link rel="icon" href="../assets/favicon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="../assets/style.css">
    </head>
    <body class="runbook">
    <nav><a href="../">Netcheck</a> <a href="./">Runbooks</a></nav>
    <main>
    %2$s</main>
    </body>
    </html>
    """
        .formatted(escape(title), body);
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  /** Lets links lead where the page is: its neighbours are runbooks without the suffix. */
  private static final class LinkRewriter extends AbstractVisitor {
    @Override
    public void visit(Link link) {
      visitChildren(link);
      Optional<String> target = target(link.getDestination());
      target.ifPresentOrElse(link::setDestination, () -> unwrap(link));
    }

    /** Pictures of other places would not be loaded. */
    @Override
    public void visit(Image image) {
      unwrap(image);
    }

    private static Optional<String> target(String destination) {
      if (destination.startsWith("https://") || destination.startsWith("#")) {
        return Optional.of(destination);
      }
      if (destination.startsWith(TO_ROOT)) {
        return Optional.of(REPOSITORY + destination.substring(TO_ROOT.length()));
      }
      int end = destination.indexOf(SUFFIX);
      boolean neighbour = end > 0 && destination.indexOf('/') < 0;
      return neighbour
          ? Optional.of(
              destination.substring(0, end) + destination.substring(end + SUFFIX.length()))
          : Optional.empty();
    }

    private static void unwrap(Node node) {
      Node child = node.getFirstChild();
      while (child != null) {
        Node next = child.getNext();
        node.insertBefore(child);
        child = next;
      }
      node.unlink();
    }
  }
}
