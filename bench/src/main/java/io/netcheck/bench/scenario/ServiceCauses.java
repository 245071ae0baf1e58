// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

import io.netcheck.bench.scenario.CauseRecipe.Reach;
import io.netcheck.bench.scenario.CauseRecipe.Timing;
import io.netcheck.bench.world.ClusterPlan;
import io.netcheck.bench.world.Route;
import io.netcheck.bench.world.ServicePlane;
import io.netcheck.bench.world.ServicePlane.Target;
import io.netcheck.protocol.FailureReason;
import io.netcheck.verdict.FaultKind;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Services and names that fail while the network is fine. */
final class ServiceCauses {
  /** Three checks, five seconds apart, then a heartbeat. */
  private static final Timing TIMING = Timing.of(25, 50);

  private static final List<Target> SERVICES = List.of(Target.WEB, Target.DB);
  private static final List<Target> NAMES = List.of(Target.WEB_NAME, Target.OTHER_NAME);

  private ServiceCauses() {}

  static final List<CauseRecipe> RECIPES =
      List.of(
          recipe("service-down", Reach.BACKDROP, ServiceCauses::service),
          recipe("service-zone", Reach.ZONE, ServiceCauses::serviceFromZone),
          recipe("service-node", Reach.NODE, ServiceCauses::serviceFromNode),
          recipe("dns-resolver", Reach.BACKDROP, ServiceCauses::resolver),
          recipe("dns-name", Reach.BACKDROP, ServiceCauses::name),
          recipe("dns-node", Reach.NODE, ServiceCauses::node));

  private static CauseRecipe recipe(String name, Reach reach, Function<CauseSite, Injection> make) {
    return new CauseRecipe(name, reach, TIMING, ClusterPlan::checks, make);
  }

  private static Injection service(CauseSite site) {
    Target service = site.one(SERVICES);
    return failing(
        site,
        FaultKind.SERVICE_FAILING,
        service.label(),
        Route.inside(site.plan()),
        List.of(service));
  }

  private static Injection serviceFromZone(CauseSite site) {
    Target service = site.one(SERVICES);
    int zone = site.zone(-1);
    return failing(
        site,
        FaultKind.SERVICE_FAILING,
        service.label() + " from zone " + site.plan().zone(zone),
        site.plan().members(zone),
        List.of(service));
  }

  private static Injection serviceFromNode(CauseSite site) {
    Target service = site.one(SERVICES);
    int node = site.node();
    return failing(
        site,
        FaultKind.SERVICE_FAILING,
        service.label() + " from " + site.name(node),
        Route.only(node),
        List.of(service));
  }

  /** Services that are known by name are its symptoms. */
  private static Injection resolver(CauseSite site) {
    return failing(
        site,
        FaultKind.DNS_FAILING,
        "resolver " + ServicePlane.RESOLVER,
        Route.inside(site.plan()),
        NAMES);
  }

  private static Injection name(CauseSite site) {
    Target name = site.one(NAMES);
    return failing(
        site,
        FaultKind.DNS_FAILING,
        name.label() + " at " + ServicePlane.RESOLVER,
        Route.inside(site.plan()),
        List.of(name));
  }

  private static Injection node(CauseSite site) {
    int node = site.node();
    return failing(
        site, FaultKind.DNS_FAILING, "on node " + site.name(node), Route.only(node), NAMES);
  }

  private static Injection failing(
      CauseSite site, FaultKind kind, String subject, BitSet from, List<Target> targets) {
    ServicePlane.Trouble trouble =
        new ServicePlane.Trouble(
            from,
            targets,
            targets.equals(NAMES) || site.random().nextBoolean()
                ? FailureReason.TIMEOUT
                : FailureReason.REFUSED);
    return new Injection(
        Set.copyOf(List.of(subject.split("[ ,]+", -1))),
        List.of(site.answers().unscoped(kind, subject)),
        world -> world.services().add(trouble),
        world -> world.services().remove(trouble));
  }
}
