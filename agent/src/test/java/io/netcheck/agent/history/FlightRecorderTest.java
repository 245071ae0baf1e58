// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.probe.Outcome;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FlightRecorderTest {
  private static final long SECOND = 1_000_000_000L;

  /** System.nanoTime may be anything. */
  private static final long START = Long.MAX_VALUE - 30 * SECOND;

  private long nanos = START;

  private final ProcessClock clock =
      new ProcessClock() {
        @Override
        public long nanoTime() {
          return nanos;
        }

        @Override
        public Instant instant() {
          return Instant.EPOCH;
        }
      };

  private final FlightRecorder recorder = new FlightRecorder(clock);

  private static HistorySeries link(String peer) {
    return new HistorySeries(peer, Network.HOST, IpFamily.IPV6, Optional.empty());
  }

  private static Outcome lost() {
    return new Outcome.Failure(FailureReason.TIMEOUT);
  }

  private static Outcome answered(long micros) {
    return new Outcome.Reply(micros * 1_000);
  }

  private List<String> since(long second) {
    List<String> said = new ArrayList<>();
    HistoryReading.read(
        recorder.chunks(),
        START + second * SECOND,
        (at, series, code, begin) -> {
          said.add(
              (at - START) / SECOND
                  + " "
                  + series.peer()
                  + series.probe().map(probe -> " " + probe).orElse("")
                  + " "
                  + (HistoryCode.isRtt(code)
                      ? HistoryCode.rttMicros(code) + " us"
                      : HistoryCode.word(code))
                  + (begin ? " *" : ""));
          return true;
        });
    return said;
  }

  @Test
  void onlyChangesAreKept() {
    HistoryTrack udp = recorder.track(link("n2").of(ProbeKind.UDP));
    HistoryTrack its = recorder.track(link("n2"));
    for (int second = 0; second < 60; second++) {
      nanos = START + second * SECOND;
      udp.add(second / 10 == 3 ? lost() : answered(200), nanos);
      if (second == 0 || second == 33 || second == 40) {
        its.add(second == 33 ? LinkState.DOWN : LinkState.UP, nanos);
      }
    }
    assertEquals(
        List.of(
            "0 n2 udp answered",
            "0 n2 up",
            "30 n2 udp timeout",
            "33 n2 down",
            "40 n2 udp answered",
            "40 n2 up"),
        since(0).stream().map(line -> line.replace(" *", "")).toList());
    assertEquals(
        List.of("35 n2 udp timeout *", "35 n2 down *", "40 n2 udp answered", "40 n2 up"),
        since(35));
    assertEquals(List.of("59 n2 udp answered *", "59 n2 up *"), since(59));
  }

  @Test
  void anotherRoundTripIsKeptOnceAMinute() {
    HistoryTrack udp = recorder.track(link("n2").of(ProbeKind.UDP));
    for (int second = 0; second < 300; second++) {
      nanos = START + second * SECOND;
      udp.add(answered(second < 130 ? 200 + second % 7 : 1_600), nanos);
    }
    List<String> rtts = since(0).stream().filter(line -> line.endsWith(" us")).toList();
    assertEquals(List.of("60 n2 udp 181 us", "182 n2 udp 1448 us"), rtts);
  }

  @Test
  void aPeerThatIsGoneIsNotKnownAnyMore() {
    recorder.track(link("n2")).add(LinkState.UP, nanos);
    recorder.track(link("n3")).add(LinkState.UP, nanos);
    nanos += SECOND;
    recorder.retain(Set.of(link("n3")));
    assertEquals("1 n2 unknown", since(0).getLast());
    assertEquals(List.of("2 n3 up *"), since(2));
  }

  /** Random outcomes of many links, read from many moments, against a plain list of all changes. */
  @Test
  void whateverIsStillThereIsReadAsItWas() {
    Random random = new Random(1);
    List<HistoryTrack> tracks = new ArrayList<>();
    for (int peer = 0; peer < 40; peer++) {
      for (ProbeKind kind : ProbeKind.values()) {
        tracks.add(recorder.track(link("node-" + peer).of(kind)));
      }
    }
    Map<Long, Map<HistorySeries, String>> truth = new HashMap<>();
    Map<HistorySeries, String> now = new HashMap<>();
    for (long second = 1; second <= 12_000; second++) {
      nanos = START + second * SECOND;
      for (HistoryTrack track : tracks) {
        Outcome outcome = random.nextInt(2) == 0 ? lost() : answered(100);
        track.add(outcome, nanos);
        now.put(track.series(), HistoryCode.word(HistoryCode.of(outcome)));
      }
      if (second % 500 == 0) {
        truth.put(second, Map.copyOf(now));
      }
    }
    List<HistoryChunk> chunks = recorder.chunks();
    assertEquals(FlightRecorder.MOST_CHUNKS, chunks.size());
    int read = 0;
    for (Map.Entry<Long, Map<HistorySeries, String>> moment : truth.entrySet()) {
      long at = START + moment.getKey() * SECOND;
      if (at - chunks.getFirst().beginNanos() < 0) {
        continue;
      }
      Map<HistorySeries, String> states = new HashMap<>();
      HistoryReading.read(
          chunks,
          at,
          (when, series, code, begin) -> {
            if (begin && !HistoryCode.isRtt(code)) {
              states.put(series, HistoryCode.word(code));
            }
            return begin;
          });
      assertEquals(moment.getValue(), states);
      read++;
    }
    assertTrue(read >= 5, "moments " + read);
  }

  /**
   * 100 peers, four kinds of probe, one round a second: what the documentation says of its size.
   */
  @Test
  void twelveHoursOfFewLossesFit() {
    Random random = new Random(1);
    List<HistoryTrack> tracks = new ArrayList<>();
    for (int peer = 0; peer < 100; peer++) {
      for (ProbeKind kind : ProbeKind.values()) {
        tracks.add(recorder.track(link("node-" + peer + ".example").of(kind)));
      }
    }
    for (HistoryTrack track : tracks) {
      track.add(answered(100), nanos);
    }
    long seconds = Duration.ofHours(12).toSeconds();
    for (long second = 1; second <= seconds; second++) {
      nanos = START + second * SECOND;
      // 1 % of all probes are lost.
      for (int i = 0; i < 4; i++) {
        HistoryTrack track = tracks.get(random.nextInt(tracks.size()));
        track.add(lost(), nanos);
        track.add(answered(100), nanos + SECOND);
      }
    }
    List<HistoryChunk> chunks = recorder.chunks();
    long bytes = chunks.stream().mapToLong(HistoryChunk::length).sum();
    assertTrue(chunks.size() <= FlightRecorder.MOST_CHUNKS, "bytes " + bytes);
    assertTrue(chunks.getFirst().beginNanos() - START <= 0, "the first hour is still there");
  }

  /** An agent may have 1,000 peers, each with many series. */
  @Test
  void moreSeriesThanAChunkIntroducesDoNotPushOutWhatWasSeen() {
    List<HistoryTrack> tracks = new ArrayList<>();
    for (int peer = 0; peer < 5_000; peer++) {
      for (ProbeKind kind : ProbeKind.values()) {
        tracks.add(recorder.track(link("node-" + peer).of(kind)));
      }
    }
    tracks.getFirst().add(lost(), nanos);
    nanos += SECOND;
    for (HistoryTrack track : tracks) {
      track.add(answered(200), nanos);
    }
    nanos += SECOND;
    tracks.getFirst().add(lost(), nanos);
    assertTrue(recorder.chunks().size() <= 2, recorder.chunks().size() + " chunks");
    ProbeKind first = List.of(ProbeKind.values()).getFirst();
    assertEquals(
        List.of(
            "0 node-0 " + first + " timeout *",
            "1 node-0 " + first + " answered",
            "2 node-0 " + first + " timeout"),
        since(0).stream().filter(line -> line.contains(" node-0 " + first)).toList());
    recorder.retain(Set.of(link("node-4999")));
    nanos += SECOND;
    tracks.getLast().add(lost(), nanos);
    assertTrue(since(2).getLast().endsWith(" timeout"), since(2)::toString);
  }
}
