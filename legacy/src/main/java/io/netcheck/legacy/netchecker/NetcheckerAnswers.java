// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.Response;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ExpectedPod;
import io.netcheck.legacy.golang.GoException;
import io.netcheck.legacy.golang.GoGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Handles the reports of netchecker's agents, and the requests for them. Thread-safe. */
final class NetcheckerAnswers {
  static final String TEXT = "text/plain; charset=utf-8";
  static final Response EMPTY = new Response(200, "", new byte[0], Map.of());

  private final ReportingAgents table;
  private final Runnable taken;
  private final Consumer<String> rejected;
  private final Supplier<Optional<List<ExpectedPod>>> pods;
  private final Supplier<List<Client>> natives;

  NetcheckerAnswers(
      ReportingAgents table,
      Runnable taken,
      Consumer<String> rejected,
      Supplier<Optional<List<ExpectedPod>>> pods,
      Supplier<List<Client>> natives) {
    this.table = table;
    this.taken = taken;
    this.rejected = rejected;
    this.pods = pods;
    this.natives = natives;
  }

  static Response text(int status, byte[] body) {
    return new Response(status, TEXT, body, Map.of());
  }

  Response report(String name, Request request) {
    try {
      AgentReport report = AgentInput.read(request.body());
      // Reports of v1.0 can lack the name of the pod.
      AgentReport named = report.podName().isEmpty() ? report.withPodName(name) : report;
      table.hear(named).ifPresentOrElse(rejected, taken);
      return EMPTY;
    } catch (GoException e) {
      rejected.accept(ReportingAgents.MALFORMED);
      return text(
          500, ("Error while unmarshaling data. Details: " + e.text() + "\n").getBytes(UTF_8));
    }
  }

  Response agent(String name) {
    long now = table.nowNanos();
    return table
        .find(name)
        .filter(reporter -> !reporter.isAbsent(now))
        .map(reporter -> text(200, GoGenerator.bytes(out -> AgentJson.write(out, reporter))))
        .orElseGet(() -> text(404, "There is no such entry in the agent cache\n".getBytes(UTF_8)));
  }

  Response agents() {
    long now = table.nowNanos();
    return text(
        200,
        GoGenerator.bytes(out -> {
          out.writeStartObject();
          for (ReportingAgent reporter : table.all()) {
            if (!reporter.isAbsent(now)) {
              out.writeFieldName(reporter.report().podName());
              AgentJson.write(out, reporter);
            }
          }
          out.writeEndObject();
        }));
  }

  Response check() {
    PodCheck check =
        pods.get()
            .map(expected -> PodCheck.of(expected, table, natives.get()))
            .orElseGet(() -> PodCheck.of(table));
    String message =
        check.isGood()
            ? "All " + check.all() + " pods successfully reported back to the server"
            : "Connectivity check fails. Reason: there are absent or outdated pods; look up the"
                + " payload";
    return text(
        check.isGood() ? 200 : 400,
        GoGenerator.bytes(out -> {
          out.writeStartObject();
          out.writeStringField("Message", message);
          out.writeFieldName("Absent");
          pods(out, check, check.absent());
          out.writeFieldName("Outdated");
          pods(out, check, check.outdated());
          out.writeEndObject();
        }));
  }

  private static void pods(GoGenerator out, PodCheck check, List<String> pods) throws IOException {
    if (check.isGood()) {
      out.writeNull();
    } else {
      out.writeStrings(pods);
    }
  }
}
