// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.verdict.FaultKind;
import io.netcheck.verdict.FaultScope;
import io.netcheck.verdict.Plane;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which nodes and links the findings of a moment name. Immutable. */
final class FindingMarks {
  private static final Set<FaultKind> OF_LOSS =
      EnumSet.of(
          FaultKind.SOME_PATHS_FAILING,
          FaultKind.NEW_FLOWS_FAILING,
          FaultKind.MTU_BLACK_HOLE,
          FaultKind.PACKET_LOSS,
          FaultKind.LATENCY_HIGH,
          FaultKind.FLAPPING);
  private static final Set<String> LOSS = labels(OF_LOSS);
  private static final Set<String> DOWN =
      labels(EnumSet.of(FaultKind.NODE_UNREACHABLE, FaultKind.NODE_ISOLATED, FaultKind.AGENT_DOWN));
  private static final String JOINING = FaultKind.JOINING.label();
  private static final String DIRECTED = " -> ";

  private final Set<String> down = new TreeSet<>();
  private final Set<String> joining = new TreeSet<>();
  private final Set<String> lossy = new TreeSet<>();
  private final List<Lossy> links = new ArrayList<>();

  /**
   * Links that lose packets.
   *
   * @param node one end of all of them; null if they are those between the other two
   * @param both whether those from {@code target} to {@code source} lose packets too
   */
  private record Lossy(
      String network,
      String family,
      @Nullable String node,
      @Nullable String source,
      @Nullable String target,
      boolean both) {
    boolean names(String from, String to) {
      if (node != null) {
        return node.equals(from) || node.equals(to);
      }
      return (from.equals(source) && to.equals(target))
          || (both && from.equals(target) && to.equals(source));
    }
  }

  FindingMarks(List<FindingRow> findings) {
    for (FindingRow finding : findings) {
      @Nullable String node = finding.fault().node();
      if (node != null && DOWN.contains(finding.fault().kind())) {
        down.add(node);
      } else if (node != null && finding.fault().kind().equals(JOINING)) {
        joining.add(node);
      } else if (LOSS.contains(finding.fault().kind())) {
        addLossy(finding, node);
      }
    }
  }

  private void addLossy(FindingRow finding, @Nullable String node) {
    @Nullable String source = finding.fault().source();
    @Nullable String target = finding.fault().target();
    if (node == null && (source == null || target == null)) {
      return;
    }
    for (String end : new @Nullable String[] {node, source, target}) {
      if (end != null) {
        lossy.add(end);
      }
    }
    links.add(
        new Lossy(
            finding.fault().network(),
            finding.fault().ipFamily(),
            node,
            source,
            target,
            !finding.fault().subject().contains(DIRECTED)));
  }

  private static Set<String> labels(Set<FaultKind> kinds) {
    Set<String> labels = new HashSet<>();
    kinds.forEach(kind -> labels.add(kind.label()));
    return Set.copyOf(labels);
  }

  boolean isDown(String node) {
    return down.contains(node);
  }

  boolean isJoining(String node) {
    return joining.contains(node);
  }

  boolean isLossy(String node) {
    return lossy.contains(node);
  }

  /** Whether any finding says of any link of a plane that it loses packets. */
  boolean isLossyIn(Plane plane) {
    return links.stream().anyMatch(link -> isOf(link, plane));
  }

  /** Whether a finding says that a link loses packets. */
  boolean isLossy(Plane plane, String source, String target) {
    for (Lossy link : links) {
      if (link.names(source, target) && isOf(link, plane)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOf(Lossy link, Plane plane) {
    Network network = plane.network();
    IpFamily family = plane.family();
    return contains(link.network(), network.label()) && contains(link.family(), family.label());
  }

  private static boolean contains(String labels, String label) {
    return labels.equals(FaultScope.ALL) || List.of(labels.split(",", -1)).contains(label);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FindingMarks marks
        && down.equals(marks.down)
        && joining.equals(marks.joining)
        && lossy.equals(marks.lossy)
        && links.equals(marks.links);
  }

  @Override
  public int hashCode() {
    return Objects.hash(down, joining, lossy, links);
  }
}
