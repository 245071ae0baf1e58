// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.history;

import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.Response;
import io.netcheck.exporter.state.StateJson;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Answers {@code GET /api/v2/history}. */
public final class HistoryHandler implements RequestHandler {
  private final History history;
  private final InstantSource clock;
  private final ReplayTurn turn = new ReplayTurn();

  public HistoryHandler(History history, InstantSource clock) {
    this.history = history;
    this.clock = clock;
  }

  @Override
  public Response handle(Request request) throws HttpError {
    HistoryQuery query = HistoryQuery.of(request, clock.instant());
    Optional<History.Snapshot> snapshot = history.snapshot();
    // Before the first assessment nothing has changed, which is no error.
    Instant from = snapshot.map(kept -> kept.base().at()).orElse(query.until());
    if (query.until().isBefore(from)) {
      throw new HttpError(
          ErrorCode.BEFORE_HISTORY, "parameter until: the history begins at " + from);
    }
    HistoryEvents events =
        snapshot.isPresent() ? events(snapshot.get(), query) : new HistoryEvents(query);
    byte[] json =
        StateJson.written(out -> {
          out.writeStartObject();
          out.writeStringField("from", StateJson.time(from));
          out.writeStringField(
              "since", StateJson.time(query.since().isBefore(from) ? from : query.since()));
          out.writeStringField("until", StateJson.time(query.until()));
          out.writeNumberField("omitted", events.omitted());
          out.writeArrayFieldStart("changes");
          for (Map<String, Object> event : events.events()) {
            out.writeStartObject();
            for (Map.Entry<String, Object> field : event.entrySet()) {
              out.writeObjectField(field.getKey(), field.getValue());
            }
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeEndObject();
        });
    return Response.json(json);
  }

  private HistoryEvents events(History.Snapshot snapshot, HistoryQuery query) throws HttpError {
    return turn.take(() -> {
      HistoryEvents events = new HistoryEvents(query);
      events.begin(snapshot.base());
      for (HistoryEntry entry : snapshot.entries()) {
        if (entry.at().isAfter(query.until())) {
          break;
        }
        events.take(entry);
      }
      return events;
    });
  }
}
