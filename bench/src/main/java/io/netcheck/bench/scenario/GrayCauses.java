// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

import io.netcheck.bench.scenario.CauseRecipe.Reach;
import io.netcheck.bench.score.RightAnswer;
import io.netcheck.bench.world.Impairment;
import io.netcheck.bench.world.PacketFilter;
import io.netcheck.verdict.FaultKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Packets that are lost now and then. */
final class GrayCauses {
  private static final int SECONDS = 60;

  /** Of those that pass a node twice, as request and as answer. */
  private static final double[] ROUND_TRIP_LOSS = {0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9};

  /** From here on nearly every link is down at times. */
  private static final double NEARLY_ALL = 0.9;

  private GrayCauses() {}

  static final List<CauseRecipe> RECIPES =
      List.of(new CauseRecipe("lossy-node", Reach.NODE, SECONDS, _ -> true, GrayCauses::node));

  /** Which of the two ways is lossy, no round trip can tell. */
  private static Injection node(CauseSite site) {
    int node = site.node();
    String name = site.name(node);
    double loss = ROUND_TRIP_LOSS[site.random().nextInt(ROUND_TRIP_LOSS.length)];
    List<RightAnswer> answers = new ArrayList<>();
    answers.add(site.answers().whole(FaultKind.PACKET_LOSS, name));
    if (loss >= NEARLY_ALL) {
      answers.add(site.answers().whole(FaultKind.NODE_UNREACHABLE, name));
    }
    PacketFilter all = PacketFilter.EVERYTHING;
    int ways = site.random().nextInt(3);
    double each = ways == 0 ? 1 - Math.sqrt(1 - loss) : loss;
    List<Impairment> impairments = new ArrayList<>();
    if (ways != 1) {
      impairments.add(Impairment.lose(site.into(node), all, each));
    }
    if (ways != 2) {
      impairments.add(Impairment.lose(site.outOf(node), all, each));
    }
    return Injection.of(Set.of(name), answers, impairments);
  }
}
