// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.DnsResult;
import io.netcheck.protocol.DnsTransport;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.ServiceResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the believed agents say about services and lookups. What fails in one way only is told
 * apart: a service of which one IP family fails on a node and not the other, and a lookup that
 * fails over TCP and not over UDP.
 */
final class CheckResults {
  private final Map<String, CheckResult> services = new TreeMap<>();
  private final Map<String, CheckResult> names = new TreeMap<>();
  private final Map<String, CheckResult> overTcp = new TreeMap<>();

  /** All services, and those in one IP family that fail only in it. */
  Collection<CheckResult> services() {
    return services.values();
  }

  /** All names at all resolvers, over UDP, or over TCP where an agent uses nothing else. */
  Collection<CheckResult> names() {
    return names.values();
  }

  /** The lookups over TCP, from nodes on which the same one is answered over UDP. */
  Collection<CheckResult> overTcp() {
    return overTcp.values();
  }

  void add(AgentMemory agent) {
    Map<String, List<ServiceResult>> byService = new TreeMap<>();
    for (ServiceResult result : agent.last().services()) {
      byService
          .computeIfAbsent(result.service() + " " + result.probe(), _ -> new ArrayList<>())
          .add(result);
    }
    byService.values().forEach(families -> addService(agent.node, families));
    Map<String, List<DnsResult>> byLookup = new TreeMap<>();
    for (DnsResult result : agent.last().dns()) {
      byLookup
          .computeIfAbsent(result.name() + " " + result.resolver(), _ -> new ArrayList<>())
          .add(result);
    }
    byLookup.values().forEach(transports -> addLookup(agent.node, transports));
  }

  private void addService(int node, List<ServiceResult> families) {
    List<ServiceResult> known =
        families.stream().filter(one -> one.state() != LinkState.UNKNOWN).toList();
    boolean allFail = known.stream().allMatch(one -> one.state() == LinkState.DOWN);
    boolean others = known.stream().allMatch(CheckResults::isSure);
    for (ServiceResult one : known) {
      LinkState whole = allFail ? LinkState.DOWN : LinkState.UP;
      add(services, one.service(), one.probe(), node, whole, one.reason());
      if (one.family().isPresent() && !allFail && others) {
        String name = one.service() + " over " + one.family().get().displayName();
        add(services, name, one.probe(), node, one.state(), one.reason());
      }
    }
  }

  /** Whether it is down, or up without a failure: what begins to fail may soon be down as well. */
  private static boolean isSure(ServiceResult one) {
    return one.state() == LinkState.DOWN || one.failed() == 0;
  }

  private void addLookup(int node, List<DnsResult> transports) {
    Optional<DnsResult> udp = of(transports, DnsTransport.UDP);
    Optional<DnsResult> tcp = of(transports, DnsTransport.TCP);
    udp.or(() -> tcp).ifPresent(one -> add(names, one, node));
    boolean answered =
        udp.filter(one -> one.state() == LinkState.UP && one.failed() == 0).isPresent();
    if (answered) {
      tcp.ifPresent(one -> add(overTcp, one, node));
    }
  }

  private static Optional<DnsResult> of(List<DnsResult> lookups, DnsTransport transport) {
    return lookups.stream().filter(one -> one.transport() == transport).findFirst();
  }

  private static void add(Map<String, CheckResult> results, DnsResult one, int node) {
    add(results, one.name(), one.resolver(), node, one.state(), one.reason());
  }

  private static void add(
      Map<String, CheckResult> results,
      String name,
      String via,
      int node,
      LinkState state,
      Optional<FailureReason> reason) {
    CheckResult result = results.computeIfAbsent(name + " " + via, _ -> new CheckResult(name, via));
    switch (state) {
      case UP -> result.working.add(node);
      case DOWN -> result.fails(node, reason);
      case UNKNOWN -> {}
    }
  }
}
