// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.probe.Outcome;
import io.netcheck.agent.probe.ProbeTarget;
import io.netcheck.agent.probe.Prober;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.ProbeKind;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** A prober with outcomes from the test. It records its targets. */
final class FakeProber implements Prober {
  final List<ProbeTarget> asked = new CopyOnWriteArrayList<>();
  private final ProbeKind kind;
  private final Function<ProbeTarget, Optional<Outcome>> outcomes;

  /**
   * @param outcomes empty for a probe that never ends
   */
  FakeProber(ProbeKind kind, Function<ProbeTarget, Optional<Outcome>> outcomes) {
    this.kind = kind;
    this.outcomes = outcomes;
  }

  @Override
  public ProbeKind kind() {
    return kind;
  }

  @Override
  public Optional<String> unsupported(IpFamily family) {
    return Optional.empty();
  }

  @Override
  public void probe(ProbeTarget target, long deadlineNanos, Consumer<Outcome> sink) {
    asked.add(target);
    outcomes.apply(target).ifPresent(sink);
  }

  @Override
  public void close() {}
}
