// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.relay;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netcheck.daemon.http.Answer;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.RequestHeaders;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.settings.ExporterAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Which reports are passed on, and from where those are taken that were. */
class ReportRelayTest {
  private static final List<ExporterAddress> EXPORTERS =
      List.of(new ExporterAddress("127.0.71.1", OptionalInt.of(1)));
  private static final Answer HANDLED =
      new Answer.Handled(
          10,
          RequestHandler.quick(_ -> Response.text("ok")),
          error -> Response.text("no").withStatus(error.status()));

  private static RequestHead head(String client, String method, Map<String, String> headers) {
    return new RequestHead(
        InetAddress.ofLiteral(client),
        method,
        "/api/v1/heartbeat",
        "",
        RequestHeaders.of(headers),
        List.of());
  }

  @Test
  void anotherExporterMayPassOnWhateverAddressItHas() {
    Map<String, String> passedOn = Map.of("netcheck-passed-on", "x");
    try (ReportRelay relay = ReportRelay.start(EXPORTERS)) {
      await().until(() -> relay.isPassedOn(head("127.0.71.1", "POST", passedOn)));
      assertFalse(relay.isPassedOn(head("127.0.71.2", "POST", passedOn)));
      assertFalse(relay.isPassedOn(head("127.0.71.1", "POST", Map.of())));
    }
  }

  @Test
  void whatIsReadOrWasPassedOnIsAnsweredAsIfThereWereNobodyElse() {
    try (ReportRelay relay = ReportRelay.start(EXPORTERS)) {
      assertSame(HANDLED, relay.passingOn(head("127.0.0.1", "GET", Map.of()), HANDLED));
      assertSame(
          HANDLED,
          relay.passingOn(
              head("127.0.0.1", "POST", Map.of("Netcheck-Passed-On", "another")), HANDLED));
    }
  }
}
