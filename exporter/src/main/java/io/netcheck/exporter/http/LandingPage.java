// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.http;

import io.netcheck.daemon.BuildInfo;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.Response;
import java.util.Optional;

/** Links to the report and the metrics, for a user who opens the address in a browser. */
public final class LandingPage implements RequestHandler {
  private static final String METRICS =
      "<li><a href=\"/metrics\">Metrics</a> for Prometheus</li>\n";

  private final Response page;

  /**
   * @param metrics whether this listener serves them
   * @param warning about the configuration
   */
  public LandingPage(BuildInfo build, boolean metrics, Optional<String> warning) {
    page =
        Response.html(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>Netcheck exporter</title>
            <style>body { font-family: sans-serif; margin: 3em } li { margin: .5em 0 }</style></head>
            <body>
            <h1>Netcheck exporter</h1>
            <p>Version %s. Shows whether all nodes of the cluster reach each other, and which node or link is at fault.</p>
            %s<ul>
            <li><a href="/report?format=text">The report</a>, <a href="/report">the same as JSON</a>, and <a href="/report?format=text&amp;explain=1">with what was weighed</a></li>
            %s<li><a href="/-/healthy">Healthy</a> and <a href="/-/ready">ready</a>, for probes</li>
            </ul>
            </body>
            </html>
            """
                .formatted(
                    escape(build.toString()),
                    warning
                        .map(text -> "<p><strong>Warning:</strong> " + escape(text) + "</p>\n")
                        .orElse(""),
                    metrics ? METRICS : ""));
  }

  @Override
  public Response handle(Request request) {
    return page;
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
