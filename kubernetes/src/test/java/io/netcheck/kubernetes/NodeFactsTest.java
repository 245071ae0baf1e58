// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.netcheck.daemon.ClockReading;
import io.netcheck.daemon.ProcessClock;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeFactsTest {
  private final KubernetesSerialization json = new KubernetesSerialization();

  @Test
  void nullInAListOrInItsPlaceIsPassedOver() {
    Node node =
        json.unmarshal(
            """
            {"metadata":{"name":"a","labels":{"topology.kubernetes.io/zone":null,
              "failure-domain.beta.kubernetes.io/zone":"z"}},
             "spec":{"taints":null},
             "status":{"conditions":[null,{"type":"Ready","status":"True"}],"addresses":null}}
            """,
            Node.class);
    NodeFacts facts = facts(node, List.of());
    assertTrue(facts.ready());
    assertEquals("z", facts.place().zone());
  }

  @Test
  void smallerDomainsAreReadFromTheGivenLabelsInTheirOrder() {
    Node node =
        json.unmarshal(
            """
            {"metadata":{"name":"a","labels":{"example.com/rack":"r7","example.com/row":"",
              "example.com/chassis":"not a word","example.com/room":null}}}
            """,
            Node.class);
    NodeFacts facts =
        facts(
            node,
            List.of(
                "example.com/room",
                "example.com/row",
                "example.com/rack",
                "example.com/chassis",
                "example.com/none"));
    assertEquals(List.of("", "", "r7", "", ""), facts.place().domains());
  }

  @Test
  void nullInTheAffinityOfAPodIsPassedOver() {
    Pod pod =
        json.unmarshal(
            """
            {"metadata":{"name":"a"},"spec":{"affinity":{"nodeAffinity":{
              "requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[
                null,{"matchFields":[null,{"key":"metadata.name","operator":"In","values":null},
                {"key":"metadata.name","operator":"In","values":[null,"b"]}]}]}}}}}
            """,
            Pod.class);
    PodFacts facts = PodFacts.of(pod, null, 0);
    assertEquals("pod/b", String.valueOf(facts.client()));
  }

  private static NodeFacts facts(Node node, List<String> domains) {
    return NodeFacts.of(
        node, null, new PlannedTaints(List.of()), domains, ClockReading.of(ProcessClock.SYSTEM));
  }
}
