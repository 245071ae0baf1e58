// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.RequestHeaders;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryPageTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1000000000-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "366d",
        "0s",
        "9999-12-31T23:59:59Z",
        "+1000000000-12-31T23:59:59Z"
      })
  void everyTimeHasAnAnswerToItsEnd(String since) throws HttpError, IOException {
    ProcessClock clock = ProcessClock.SYSTEM;
    FlightRecorder recorder = new FlightRecorder(clock);
    recorder
        .track(new HistorySeries("n2", Network.HOST, IpFamily.IPV4, Optional.empty()))
        .add(LinkState.UP, clock.nanoTime());
    RequestHead head =
        new RequestHead(
            InetAddress.getLoopbackAddress(),
            "GET",
            HistoryPage.PATH,
            "",
            RequestHeaders.NONE,
            List.of());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new HistoryPage(recorder, clock)
        .open(new Request(head, Map.of("since", since), new byte[0]))
        .writeTo(out);
    String text = out.toString(UTF_8);
    assertTrue(text.contains("\"peer\":\"n2\"") && text.contains("{\"end\":true,"), text);
  }
}
