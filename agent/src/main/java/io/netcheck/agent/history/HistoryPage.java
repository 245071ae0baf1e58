// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.BodyHandler;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The history as lines of JSON. The last line says whether there is more, and from when on. */
public final class HistoryPage implements BodyHandler {
  public static final String PATH = "/debug/history";
  public static final String CONTENT_TYPE = "application/x-ndjson; charset=utf-8";

  /** About 1.5 megabytes. */
  private static final int MOST_LINES = 10_000;

  private static final Duration HALF_A_TICK = Duration.ofNanos(HistoryChunk.TICK_NANOS / 2);

  private final FlightRecorder recorder;
  private final ProcessClock clock;
  private final int mostLines;

  public HistoryPage(FlightRecorder recorder, ProcessClock clock) {
    this(recorder, clock, MOST_LINES);
  }

  HistoryPage(FlightRecorder recorder, ProcessClock clock, int mostLines) {
    this.recorder = recorder;
    this.clock = clock;
    this.mostLines = mostLines;
  }

  @Override
  public BodyWriter open(Request request) throws HttpError {
    Instant now = clock.instant();
    HistoryQuery query = HistoryQuery.of(request, now);
    return new Lines(query, now, clock.nanoTime())::writeTo;
  }

  /** One answer. The times in it are those of the wall clock of now: it may have jumped since. */
  private final class Lines {
    private final HistoryQuery query;
    private final Instant now;
    private final long nowNanos;
    private int lines;
    private Optional<Instant> more = Optional.empty();
    private Optional<Instant> last = Optional.empty();

    Lines(HistoryQuery query, Instant now, long nowNanos) {
      this.query = query;
      this.now = now;
      this.nowNanos = nowNanos;
    }

    void writeTo(OutputStream out) throws IOException {
      List<HistoryChunk> chunks = recorder.chunks();
      try {
        HistoryReading.read(
            chunks, nanos(), (nanos, series, code, begin) -> say(out, nanos, series, code, begin));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      String oldest =
          chunks.isEmpty() ? "" : ",\"oldest\":\"" + time(chunks.getFirst().beginNanos()) + "\"";
      String next = more.map(time -> ",\"more_since\":\"" + time + "\"").orElse("");
      write(out, "{\"end\":true,\"lines\":" + lines + oldest + next + "}\n");
    }

    private long nanos() {
      if (query.since().isAfter(now)) {
        // Nothing has happened since. What is centuries ahead is too large for nanoseconds.
        return nowNanos;
      }
      Duration ago = Duration.between(query.since(), now);
      // A process is younger than 200 years.
      return ago.toDays() > 73_000 ? nowNanos - Long.MAX_VALUE / 2 : nowNanos - ago.toNanos();
    }

    private Instant time(long nanos) {
      return now.minusNanos(nowNanos - nanos).truncatedTo(ChronoUnit.MILLIS);
    }

    private boolean say(
        OutputStream out, long nanos, HistorySeries series, int code, boolean begin) {
      if (query.peer().isPresent() && !query.peer().get().equals(series.peer())) {
        return true;
      }
      Instant time = time(nanos);
      // A page ends between two moments, so that the next one can begin there.
      if (lines >= mostLines && !begin && last.isPresent() && !last.get().equals(time)) {
        more = last.map(it -> it.plus(HALF_A_TICK));
        return false;
      }
      lines++;
      last = Optional.of(time);
      try {
        write(
            out,
            "{\"time\":\"%s\",\"peer\":\"%s\",\"network\":\"%s\",\"ip_family\":\"%s\"%s,%s%s}\n"
                .formatted(
                    time,
                    series.peer(),
                    series.network(),
                    series.family(),
                    series.probe().map(probe -> ",\"probe\":\"" + probe + "\"").orElse(""),
                    HistoryCode.isRtt(code)
                        ? "\"rtt_us\":" + HistoryCode.rttMicros(code)
                        : "\"state\":\"" + HistoryCode.word(code) + "\"",
                    begin ? ",\"begin\":true" : ""));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return true;
    }

    private static void write(OutputStream out, String line) throws IOException {
      out.write(line.getBytes(UTF_8));
    }
  }
}
