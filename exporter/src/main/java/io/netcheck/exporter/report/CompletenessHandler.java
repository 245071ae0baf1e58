// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.report;

import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.Response;
import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.client.ClientState;
import java.util.function.Supplier;

/**
 * Answers whether every expected agent reports: status 200 if so, else 503 and why. For a check
 * after an installation, which has no password; so the answer has counts and no names.
 */
public final class CompletenessHandler implements RequestHandler {
  public static final String PATH = "/-/complete";

  private final Supplier<Assessment> latest;

  public CompletenessHandler(Supplier<Assessment> latest) {
    this.latest = latest;
  }

  @Override
  public Response handle(Request request) {
    Assessment assessment = latest.get();
    // Without the list of agents, one that never reported is not known to be missing.
    if (assessment.clusterProblems().filter(problems -> !problems.isEmpty()).isPresent()) {
      return incomplete(
          "the exporter cannot read all that it should from the Kubernetes API; see /report");
    }
    int expected = assessment.expected().total();
    if (expected == 0) {
      return incomplete("no agent has reported, and none is expected");
    }
    long reporting =
        assessment.clients().stream().filter(it -> it.state() == ClientState.ACTIVE).count();
    String counts = reporting + " of " + expected + " expected agents report";
    return reporting < expected ? incomplete(counts) : Response.text(counts + "\n");
  }

  private static Response incomplete(String why) {
    return Response.text(why + "\n").withStatus(503);
  }
}
