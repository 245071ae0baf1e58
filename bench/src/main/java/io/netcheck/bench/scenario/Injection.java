// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

import io.netcheck.bench.score.ExpectedFault.Interim;
import io.netcheck.bench.score.RightAnswer;
import io.netcheck.bench.world.Impairment;
import io.netcheck.bench.world.World;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One cause at its place.
 *
 * @param places the nodes and zones that have to do with it
 * @param interim names that may be shown for a while
 * @param begin what breaks
 * @param heal what mends it
 */
record Injection(
    Set<String> places,
    List<RightAnswer> answers,
    Interim interim,
    Consumer<World> begin,
    Consumer<World> heal) {
  Injection {
    places = Set.copyOf(places);
    answers = List.copyOf(answers);
  }

  Injection(
      Set<String> places, List<RightAnswer> answers, Consumer<World> begin, Consumer<World> heal) {
    this(places, answers, Interim.NONE, begin, heal);
  }

  /** The same, with names that may be shown for some seconds. */
  Injection interim(int seconds, List<RightAnswer> more) {
    return new Injection(places, answers, new Interim(more, seconds * 1_000_000_000L), begin, heal);
  }

  static Injection of(Set<String> places, List<RightAnswer> answers, List<Impairment> impairments) {
    return new Injection(
        places,
        answers,
        world -> world.fabric().add(impairments),
        world -> world.fabric().remove(impairments));
  }
}
