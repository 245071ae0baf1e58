// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.Response;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers {@code GET /api/v2/state}. */
public final class StateHandler implements RequestHandler {
  private final StateSource states;
  private final PastStates past;

  /** The last state, because many clients ask for the same one. */
  private volatile @Nullable WrittenState written;

  /**
   * The answer for a state.
   *
   * @param tagged the first state that differs in nothing but its time
   */
  private record WrittenState(State state, State tagged, JsonAnswer answer) {}

  public StateHandler(StateSource states, PastStates past) {
    this.states = states;
    this.past = past;
  }

  @Override
  public Response handle(Request request) throws HttpError {
    Optional<Instant> at = AskedTime.of(request, "at");
    if (at.isPresent()) {
      State state = past.at(at.get());
      return JsonAnswer.of(tag(state) + "-" + at.get().toEpochMilli(), StateJson.write(state))
          .to(request);
    }
    return latest().to(request);
  }

  @SuppressWarnings("ReferenceEquality") // the same state or another one
  private JsonAnswer latest() {
    State state = states.latest();
    WrittenState last = written;
    if (last == null || last.state() != state) {
      boolean same = last != null && Change.between(last.tagged(), state).isEmpty();
      State tagged = same && last != null ? last.tagged() : state;
      last = new WrittenState(state, tagged, JsonAnswer.of(tag(tagged), StateJson.write(state)));
      written = last;
    }
    return last.answer();
  }

  private static String tag(State state) {
    return state.instance() + "-" + state.id();
  }
}
