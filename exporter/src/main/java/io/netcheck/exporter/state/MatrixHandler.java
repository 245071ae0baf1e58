// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.Response;
import io.netcheck.exporter.assess.Assessment;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Answers {@code GET /api/v2/matrix}. */
public final class MatrixHandler implements RequestHandler {
  /** Matrices of one moment that are kept, because many clients ask for the same ones. */
  private static final int MOST_KEPT = 16;

  private final StateSource states;
  private final PastStates past;
  private final Map<MatrixQuery, JsonAnswer> kept =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<MatrixQuery, JsonAnswer> eldest) {
          return size() > MOST_KEPT;
        }
      };
  private long keptId;

  public MatrixHandler(StateSource states, PastStates past) {
    this.states = states;
    this.past = past;
  }

  @Override
  public Response handle(Request request) throws HttpError {
    MatrixQuery query = MatrixQuery.of(request);
    Optional<Instant> at = AskedTime.of(request, "at");
    if (at.isEmpty()) {
      return latest(query).to(request);
    }
    if (query.probe().isPresent()) {
      throw new HttpError(
          ErrorCode.BAD_QUERY, "parameter probe: single probes of the past are not kept");
    }
    State state = past.at(at.get());
    String tag = state.instance() + "-" + state.id() + "-" + at.get().toEpochMilli();
    return JsonAnswer.of(tag, MatrixJson.write(state, Optional.empty(), query)).to(request);
  }

  private synchronized JsonAnswer latest(MatrixQuery query) {
    StateSource.Moment moment = states.moment();
    State state = moment.state();
    if (state.id() != keptId) {
      kept.clear();
      keptId = state.id();
    }
    JsonAnswer answer = kept.get(query);
    if (answer == null) {
      answer = answer(moment.assessment(), state, query);
      kept.put(query, answer);
    }
    return answer;
  }

  private static JsonAnswer answer(Assessment assessment, State state, MatrixQuery query) {
    // Round trips and single probes change without another version of the cells.
    boolean versioned =
        query.probe().isEmpty() && MatrixJson.level(state, query) == MatrixQuery.Level.NODES;
    String tag =
        state.instance()
            + "-"
            + (versioned ? MatrixJson.version(state, query.plane()) : "at" + state.id());
    return JsonAnswer.of(tag, MatrixJson.write(state, Optional.of(assessment), query));
  }
}
