// SPDX-License-Identifier: Apache-2.0
package io.netcheck.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunbookPagesTest {
  private final RunbookPages pages = new RunbookPages();

  private String page(String markdown) {
    return pages.page(new Runbook("NetcheckNode", "# NetcheckNode\n\n" + markdown));
  }

  @Test
  void markupIsText() {
    String page =
        page(
            """
            <script>alert(1)</script>

            A <b onclick="x()">bold</b> word, ![a picture](https://elsewhere/x.png),
            and [a trap](javascript:alert(1)).
            """);
    assertTrue(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), page);
    assertFalse(page.contains("<b "), page);
    assertFalse(page.contains("<img"), page);
    assertTrue(page.contains("a picture"), page);
    assertFalse(page.toLowerCase(Locale.ROOT).contains("javascript:"), page);
    assertTrue(page.contains("a trap"), page);
  }

  @ParameterizedTest
  @CsvSource({
    "NetcheckOther.md, NetcheckOther",
    "NetcheckOther.md#diagnosis, NetcheckOther#diagnosis",
    "../../docs/alerts.md, https://github.com/netcheck/netcheck/blob/main/docs/alerts.md",
    "https://example.org/x.md, https://example.org/x.md"
  })
  void aLinkLeadsWhereThePageIs(String written, String leads) {
    String page = page("See [there](" + written + ").");
    assertTrue(page.contains("<a href=\"" + leads + "\">there</a>"), page);
  }

  @ParameterizedTest
  @CsvSource({"/etc/passwd", "sub/other.md", "http://plain.example", "data:text/html;x"})
  void aLinkThatLeadsNowhereIsText(String written) {
    String page = page("See [there](" + written + ").");
    assertTrue(page.contains("<p>See there.</p>"), page);
  }

  @Test
  void tablesAndCodeKeepTheirForm() {
    String page = page("| a | b |\n|---|---|\n| 1 | 2 |\n\n```sh\ncurl 'http://X' > y\n```\n");
    assertTrue(page.contains("<td>1</td>"), page);
    assertTrue(page.contains("curl 'http://X' &gt; y"), page);
  }

  @Test
  void theListSaysWhatEachMeans() {
    String list =
        pages.list(
            List.of(
                new Runbook(
                    "NetcheckA", "# NetcheckA\n\n## Meaning\n\nThe fault `x` & more.\nB.\n"),
                new Runbook("NetcheckB", "# NetcheckB\n")));
    assertTrue(list.contains("<dd>The fault &quot;x&quot; &amp; more.</dd>"), list);
    assertEquals(1, list.split("<dd>", -1).length - 1);
    assertTrue(list.contains("<a href=\"NetcheckB\">NetcheckB</a>"), list);
  }
}
