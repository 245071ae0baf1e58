// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.IntervalStretch;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.verdict.FaultKind;
import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the verdict says of agents whose intervals an exporter near its limit stretches. */
class StretchedIntervalsTest {
  private static final long SECOND = 1_000_000_000;

  private final World world =
      new World(
          new ClusterPlan(
              20,
              0,
              Set.of(Network.POD),
              Set.of(IpFamily.IPV4),
              24,
              20,
              false,
              IpFamily.IPV4,
              0,
              false,
              false),
          7);

  /** The kinds of fault that are told until then, and when each was told first. */
  private Map<FaultKind, Long> faults(long second) {
    Map<FaultKind, Long> told = new TreeMap<>();
    world.run(
        second * SECOND,
        (assessment, now) ->
            assessment.faults().forEach(fault -> told.putIfAbsent(fault.kind(), now / SECOND)));
    return told;
  }

  @Test
  void noAgentIsMissingBecauseOfItWhenItBeginsGoesOnAndEnds() {
    assertEquals(Map.of(), faults(60));
    for (int factor : new int[] {2, 4, 6, 5, 4, 3, 2, 1, 6, 1}) {
      world.stretch(new IntervalStretch(factor));
      assertEquals(Map.of(), faults(world.now() / SECOND + 150), "stretched " + factor + " times");
    }
  }

  @Test
  void anExporterThatStartsAnewKnowsThatItsAgentsComeLater() {
    world.stretch(IntervalStretch.FULL);
    assertEquals(Map.of(), faults(120));
    world.stopExporter();
    faults(130);
    world.startExporter();
    assertEquals(Map.of(), faults(400));
  }

  @Test
  void aNodeThatDiesIsNamedAsSoonAsUsualBecauseItsPeersTell() {
    world.stretch(IntervalStretch.FULL);
    assertEquals(Map.of(), faults(120));
    world.powerOff(3);
    Map<FaultKind, Long> told = faults(150);
    assertEquals(Set.of(FaultKind.NODE_UNREACHABLE), told.keySet());
    assertTrue(told.get(FaultKind.NODE_UNREACHABLE) <= 135, told::toString);
  }

  @Test
  void anAgentThatIsNotHeardIsMissingAfterAsManyHeartbeatsAsUsual() {
    world.stretch(IntervalStretch.FULL);
    assertEquals(Map.of(), faults(120));
    BitSet one = new BitSet();
    one.set(3);
    world.mute(AgentKind.POD, one);
    assertEquals(Map.of(), faults(120 + 90 - 33));
    assertEquals(Set.of(FaultKind.CLIENT_MISSING), faults(120 + 90 + 60).keySet());
  }
}
