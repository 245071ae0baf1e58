// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.live;

import io.netcheck.exporter.state.Change;
import io.netcheck.exporter.state.State;
import io.netcheck.exporter.state.StateJson;
import io.netcheck.exporter.state.StateSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The states of this process as moments. For one thread at a time. */
public final class StateMoments implements Moments {
  private final StateSource states;
  private @Nullable State before;

  public StateMoments(StateSource states) {
    this.states = states;
  }

  @Override
  public String instance() {
    return states.instance();
  }

  @Override
  public LiveMoment next() {
    State now = states.latest();
    Optional<byte[]> change = change(before, now);
    before = now;
    return new LiveMoment(now.id(), now.at(), change, () -> StateJson.write(now));
  }

  private static Optional<byte[]> change(@Nullable State before, State now) {
    if (before == null || before.id() == now.id()) {
      return Optional.empty();
    }
    Change change = Change.between(before, now);
    return change.isEmpty() ? Optional.empty() : Optional.of(StateJson.write(change));
  }

  @Override
  public void forget() {
    before = null;
  }
}
