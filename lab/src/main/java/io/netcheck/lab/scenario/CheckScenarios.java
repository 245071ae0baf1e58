// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.Lab;
import io.netcheck.lab.cluster.NameServer;
import io.netcheck.lab.cluster.WebService;
import io.netcheck.lab.wire.LabNode;
import io.netcheck.lab.wire.PacketMatch;
import java.util.List;
import java.util.Set;

/** What the agents check beside links fails: DNS or a service. */
final class CheckScenarios {
  private static final String ALERT_OF_DNS = "NetcheckDNSFailing";
  private static final String ALERT_OF_SERVICE = "NetcheckServiceFailing";

  static final List<Scenario> ALL =
      List.of(
          new Scenario(
              "dns-dead",
              "the name server no longer answers",
              InjectedFault.of(lab -> lab.names().silence(true), lab -> lab.names().silence(false)),
              Expectation.of("dns_failing resolver 10.231.0.1:53", ALERT_OF_DNS)),
          new Scenario(
              "dns-name",
              "one of two names does not exist any more",
              InjectedFault.of(
                  lab -> lab.names().remove(Set.of(Lab.NAMES.getFirst())),
                  lab -> lab.names().remove(Set.of())),
              Expectation.of("dns_failing netcheck.lab.test at 10.231.0.1:53", ALERT_OF_DNS)),
          new Scenario(
              "dns-node",
              "the answers of the name server do not reach node-4",
              unanswered(NameServer.PORT, lab -> List.of(lab.node(4))),
              Expectation.of("dns_failing on node node-4", ALERT_OF_DNS + "{node=node-4}")),
          new Scenario(
              "service-down",
              "the service answers with status 503",
              InjectedFault.of(lab -> lab.web().setBroken(true), lab -> lab.web().setBroken(false)),
              Expectation.of("service_failing web", ALERT_OF_SERVICE)),
          new Scenario(
              "service-zone",
              "the answers of the service do not reach zone-b",
              unanswered(WebService.PORT, lab -> lab.zone('b')),
              Expectation.of(
                  "service_failing web from zone zone-b", ALERT_OF_SERVICE + "{zone=zone-b}")),
          new Scenario(
              "service-node",
              "the answers of the service do not reach node-4",
              unanswered(WebService.PORT, lab -> List.of(lab.node(4))),
              Expectation.of(
                  "service_failing web from node-4", ALERT_OF_SERVICE + "{node=node-4}")));

  /** Selects nodes. */
  @FunctionalInterface
  private interface Selection {
    List<LabNode> of(Lab lab);
  }

  private CheckScenarios() {}

  private static InjectedFault unanswered(int port, Selection nodes) {
    return InjectedFault.filter(
        lab -> lab.filter().dropArriving(nodes.of(lab), PacketMatch.answersFrom(port)));
  }
}
