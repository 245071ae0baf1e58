// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.live;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.http.Answer;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.RequestHeaders;
import io.netcheck.daemon.http.Routes;
import io.netcheck.exporter.TestClock;
import io.netcheck.testing.TestResources;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveEventsTest {
  private static final Duration A_LOOK = Duration.ofSeconds(2);

  @RegisterExtension final TestResources resources = new TestResources();

  private final TestMoments moments = new TestMoments();
  private final TestClock clock = new TestClock();
  private final LiveEvents live =
      resources.own(new LiveEvents(moments, clock, Duration.ofMillis(5)));

  private RecordedStream follow(String query, Map<String, String> headers) {
    RecordedStream stream = new RecordedStream();
    begin(stream, query, headers);
    await().atMost(20, SECONDS).until(() -> !stream.events().isEmpty());
    return stream;
  }

  private Runnable begin(RecordedStream stream, String query, Map<String, String> headers) {
    Routes routes = new Routes();
    live.addTo(routes);
    Answer answer =
        routes.answer(
            new RequestHead(
                InetAddress.getLoopbackAddress(),
                "GET",
                LiveEvents.PATH,
                query,
                RequestHeaders.of(headers),
                List.of()));
    return ((Answer.Events) answer).feed().follow(stream);
  }

  private RecordedStream follow() {
    return follow("", Map.of());
  }

  private RecordedStream resume(String last) {
    return follow("", Map.of("Last-Event-ID", last));
  }

  private void assess(String change) {
    moments.assess(change);
  }

  @Test
  void theStateComesFirstAndThenWhatChanges() {
    RecordedStream stream = follow();
    assertEquals("id: abc1-7\nevent: state\ndata: {\"all\":7}\n\n", stream.events().getFirst());

    assess("a");
    await().atMost(20, SECONDS).until(() -> stream.events().size() == 2);
    assertEquals("id: abc1-8\nevent: change\ndata: {\"new\":\"a\"}\n\n", stream.events().get(1));
  }

  @Test
  void aTickSaysThatNothingChanged() {
    RecordedStream stream = follow();
    assess("");
    clock.advance(A_LOOK);
    await().atMost(20, SECONDS).until(() -> stream.events().size() == 2);
    assertEquals(
        "id: abc1-8\nevent: tick\ndata: {\"id\":8,\"at\":\"2026-11-30T17:00:00.123Z\"}\n\n",
        stream.events().get(1));
  }

  @Test
  void aCommentComesEachQuarterOfAMinute() {
    RecordedStream stream = follow();
    clock.advance(Duration.ofSeconds(16));
    await().atMost(20, SECONDS).until(() -> stream.types().contains(":"));
  }

  @Test
  void allStreamsGetTheSameBytesAndTheStateIsWrittenOnce() {
    RecordedStream first = follow();
    RecordedStream second = follow();
    assertEquals(first.events(), second.events());
    assertEquals(1, moments.written.get());
    assess("a");
    await().atMost(20, SECONDS).until(() -> second.events().size() == 2);
    await().atMost(20, SECONDS).until(() -> first.events().size() == 2);
    RecordedStream third = follow();
    assertEquals(List.of("state"), third.types());
    assertEquals(2, moments.written.get());
  }

  @Test
  void aClientThatComesBackGetsWhatItMissed() {
    RecordedStream stream = follow();
    for (String change : List.of("a", "b", "c")) {
      int events = stream.events().size();
      assess(change);
      await().atMost(20, SECONDS).until(() -> stream.events().size() > events);
    }

    RecordedStream back = resume("abc1-8");
    await().atMost(20, SECONDS).until(() -> back.events().size() == 3);
    assertEquals(List.of("change", "change", "tick"), back.types());
    assertEquals(stream.events().subList(2, 4), back.events().subList(0, 2));

    // By a parameter too, because a page cannot set the header.
    RecordedStream current = follow("last-event-id=abc1-10", Map.of());
    assertEquals(List.of("tick"), current.types());
  }

  @Test
  void oneThatWasAloneMissesNothingEither() {
    RecordedStream stream = new RecordedStream();
    Runnable gone = begin(stream, "", Map.of());
    await().atMost(20, SECONDS).until(() -> !stream.events().isEmpty());
    gone.run();
    assess("a");
    clock.advance(Duration.ofSeconds(30));

    RecordedStream back = resume("abc1-7");
    await().atMost(20, SECONDS).until(() -> back.events().size() == 2);
    assertEquals(List.of("change", "tick"), back.types());
  }

  @ParameterizedTest
  @CsvSource({"abc2-7", "abc1-6", "abc1-99", "abc1", "'abc1-7\nx'", "abc1-99999999999999999999"})
  void oneThatKnowsNothingOfThisGetsTheState(String last) {
    follow();
    assertEquals(List.of("state"), resume(last).types());
  }

  @Test
  void whatIsOlderThanAMinuteIsNotKept() {
    RecordedStream stream = follow();
    assess("a");
    await().atMost(20, SECONDS).until(() -> stream.types().contains("change"));
    clock.advance(Duration.ofSeconds(61));
    assess("b");
    await().atMost(20, SECONDS).until(() -> stream.events().toString().contains("\"b\""));

    assertEquals(List.of("state"), resume("abc1-7").types());
    RecordedStream back = resume("abc1-8");
    await().atMost(20, SECONDS).until(() -> back.events().size() == 2);
    assertEquals(List.of("change", "tick"), back.types());
  }

  @Test
  void theyFillNoMoreThanTheirRoom() {
    RecordedStream stream = follow();
    for (int i = 0; i < 50; i++) {
      int events = stream.events().size();
      moments.assessLarge();
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(5))
          .atMost(20, SECONDS)
          .until(() -> stream.events().size() > events);
    }
    // Five megabytes, of which four are kept.
    assertEquals(List.of("state"), resume("abc1-7").types());
    assertEquals("change", resume("abc1-30").types().getFirst());
  }

  @Test
  void withoutStreamsNothingIsMade() {
    RecordedStream stream = new RecordedStream();
    Runnable gone = begin(stream, "", Map.of());
    await().atMost(20, SECONDS).until(() -> !stream.events().isEmpty());
    gone.run();
    clock.advance(Duration.ofSeconds(61));
    await().atMost(20, SECONDS).until(() -> moments.forgotten.get() == 1);
    int asked = moments.asked.get();
    assess("a");
    clock.advance(A_LOOK);
    await()
        .during(Duration.ofMillis(100))
        .atMost(20, SECONDS)
        .until(() -> moments.asked.get() == asked);

    // The next one begins anew, and cannot be told what changed meanwhile.
    RecordedStream back = resume("abc1-7");
    assertEquals(List.of("state"), back.types());
    assertEquals(1, stream.events().size());
  }

  @Test
  void aStreamEndsAfterAnHourSoThatItsClientIsAdmittedAgain() {
    RecordedStream stream = follow();
    clock.advance(Duration.ofMinutes(59));
    await().atMost(20, SECONDS).until(() -> stream.types().contains("tick"));
    assertFalse(stream.isEnded());
    clock.advance(Duration.ofMinutes(2));
    await().atMost(20, SECONDS).until(stream::isEnded);
    assertEquals("retry: 3000\n\n", stream.events().getLast());
  }

  @Test
  void theEndOfTheExporterEndsThemInOrder() {
    RecordedStream stream = follow();
    live.close();
    assertTrue(stream.isEnded());
    assertEquals("retry: 3000\n\n", stream.events().getLast());
    RecordedStream late = follow();
    assertTrue(late.isEnded());
  }
}
