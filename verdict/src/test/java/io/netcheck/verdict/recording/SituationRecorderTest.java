// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.verdict.Situation;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SituationRecorderTest {
  private final SituationRecorder recorder = new SituationRecorder();

  private long seconds() {
    List<RecordedSituation> kept = recorder.situations();
    return (kept.getLast().nanos() - kept.getFirst().nanos()) / RecordedCluster.SECOND;
  }

  @Test
  void itKeepsTheLastMinute() {
    RecordedCluster cluster = new RecordedCluster(12, 11);
    for (int second = 1; second <= 200; second++) {
      recorder.add(cluster.at(second, Set.of(), Set.of()));
    }
    assertEquals(60, seconds());
    assertEquals(12, recorder.situations().getFirst().observers().size());
  }

  @Test
  void manySituationsInASecondAreBounded() {
    Situation one = new RecordedCluster(3, 2).at(1, Set.of(), Set.of());
    for (int i = 0; i < 1_000; i++) {
      recorder.add(new Situation(i, one.observers(), _ -> false));
    }
    assertEquals(SituationRecorder.MOST_SITUATIONS, recorder.situations().size());
  }

  /** 2,000 agents with 24 peers replace 48,000 rows in five seconds. */
  @Test
  void inALargeClusterItKeepsLess() {
    RecordedCluster cluster = new RecordedCluster(2_000, 24);
    for (int second = 1; second <= 30; second++) {
      recorder.add(cluster.at(second, Set.of(), Set.of()));
    }
    assertTrue(seconds() >= 9 && seconds() <= 11, "keeps " + seconds() + " s");
    for (int second = 31; second <= 60; second++) {
      recorder.add(cluster.at(second, Set.of(), Set.of()));
    }
    assertTrue(seconds() >= 9 && seconds() <= 11, "keeps " + seconds() + " s");
  }

  @Test
  void aDeletedNodeIsRememberedOnceNoAgentOfItIsKnown() {
    Situation all = new RecordedCluster(3, 2).at(1, Set.of(), Set.of());
    recorder.add(new Situation(1, all.observers(), "n3"::equals));
    assertEquals(Set.of(), recorder.situations().getLast().ignored());
    recorder.add(new Situation(2, all.observers().subList(0, 2), "n3"::equals));
    assertEquals(Set.of("n3"), recorder.situations().getLast().ignored());
    recorder.add(new Situation(3, all.observers(), "n3"::equals));
    assertEquals(Set.of(), recorder.situations().getLast().ignored());
  }

  @Test
  void aDeletedNodeThatOnlyOthersKnowIsRemembered() {
    Situation all = new RecordedCluster(3, 2).at(1, Set.of(), Set.of());
    recorder.add(new Situation(1, all.observers().subList(0, 2), "n3"::equals));
    assertEquals(Set.of("n3"), recorder.situations().getFirst().ignored());
  }
}
