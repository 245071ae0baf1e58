// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent;

import io.netcheck.agent.history.HistoryPage;
import io.netcheck.agent.link.LinkTable;
import io.netcheck.agent.link.ProbeRounds;
import io.netcheck.agent.probe.AgentIdentity;
import io.netcheck.agent.probe.LargeAnswer;
import io.netcheck.agent.probe.LargeAnswerLimits;
import io.netcheck.agent.probe.TcpHello;
import io.netcheck.daemon.BuildInfo;
import io.netcheck.daemon.LoopWatch;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HealthResponse;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.RouteAccess;
import io.netcheck.daemon.http.Routes;
import java.util.Map;

/** What the agent serves over HTTP. */
final class AgentPages {
  private final AgentConfig config;
  private final BuildInfo build;
  private final ProbeRounds rounds;
  private final LinkTable table;
  private final LargeAnswerLimits limits;
  private final LoopWatch loops;
  private final byte[] largeAnswer;
  private final HistoryPage history;

  AgentPages(
      AgentConfig config,
      BuildInfo build,
      ProbeRounds rounds,
      LinkTable table,
      LargeAnswerLimits limits,
      LoopWatch loops,
      HistoryPage history) {
    this.config = config;
    this.build = build;
    this.rounds = rounds;
    this.table = table;
    this.history = history;
    this.limits = limits;
    this.loops = loops;
    this.largeAnswer = LargeAnswer.page(AgentIdentity.of(config.id()));
  }

  Routes routes() {
    return new Routes()
        .get("/", this::landing)
        .body(HistoryPage.PATH, HistoryPage.CONTENT_TYPE, history)
        // Path and body as in the predecessor, because its manifests use them for probes.
        .get("/health", _ -> HealthResponse.of(loops, Response.json("{\"status\":\"healthy\"}")))
        .access("/health", RouteAccess.PROBE)
        // Agents have no password for each other. The hash tells nobody the name.
        .get(TcpHello.PATH, _ -> Response.text(TcpHello.page(AgentIdentity.of(config.id()))))
        .access(TcpHello.PATH, RouteAccess.PROBE)
        .get(LargeAnswer.PATH, this::largeAnswer)
        .access(LargeAnswer.PATH, RouteAccess.PROBE)
        .probes(_ -> HealthResponse.of(loops, Response.text("healthy\n")), this::ready);
  }

  private Response largeAnswer(Request request) throws HttpError {
    if (!limits.admit(request.client())) {
      throw new HttpError(ErrorCode.RATE_LIMITED, "a large answer is given now and then only");
    }
    return new Response(200, "text/plain; charset=utf-8", largeAnswer, Map.of());
  }

  /** Ready means that the agent measures, even without peers or without an exporter. */
  private Response ready(Request request) throws HttpError {
    if (!rounds.areMeasuring()) {
      throw new HttpError(ErrorCode.NOT_READY, "not every peer has been probed once");
    }
    return HealthResponse.of(loops, Response.text("ready\n"));
  }

  // No value needs escaping: names are checked when the settings are read.
  private Response landing(Request request) {
    return Response.html(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Netcheck agent %1$s</title></head>
        <body>
        <h1>Netcheck agent %1$s</h1>
        <p>Version %2$s, %3$d links.</p>
        <ul>
        %4$s<li><a href="/health">/health</a></li>
        <li><a href="/-/healthy">/-/healthy</a></li>
        <li><a href="/-/ready">/-/ready</a></li>
        <li><a href="/debug/history?since=10m">/debug/history</a></li>
        </ul>
        </body>
        </html>
        """
            .formatted(
                config.id(),
                build,
                table.links().size(),
                config.serving().metricsPort().isEmpty()
                    ? "<li><a href=\"/metrics\">/metrics</a></li>\n"
                    : ""));
  }
}
