// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

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
 * @param begin what breaks
 * @param heal what mends it
 */
record Injection(
    Set<String> places, List<RightAnswer> answers, Consumer<World> begin, Consumer<World> heal) {
  Injection {
    places = Set.copyOf(places);
    answers = List.copyOf(answers);
  }

  static Injection of(Set<String> places, List<RightAnswer> answers, List<Impairment> impairments) {
    return new Injection(
        places,
        answers,
        world -> world.fabric().add(impairments),
        world -> world.fabric().remove(impairments));
  }
}
