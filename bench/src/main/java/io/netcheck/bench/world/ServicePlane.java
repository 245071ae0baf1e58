// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.protocol.FailureReason;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** The services and names that agents check, and what is wrong with them. They are outside. */
public final class ServicePlane {
  public static final String RESOLVER = "10.96.0.10:53";
  static final long TIMEOUT_NANOS = 2_000_000_000;

  /** Something to check. */
  public enum Target {
    /** A service that is known by name. */
    WEB("web", false),
    /** A service that is known by address. */
    DB("db", false),
    /** The name of {@link #WEB}. */
    WEB_NAME("web.default.svc.cluster.local", true),
    OTHER_NAME("example.org", true);

    private final String name;
    private final boolean lookup;

    Target(String name, boolean lookup) {
      this.name = name;
      this.lookup = lookup;
    }

    public String label() {
      return name;
    }

    boolean isLookup() {
      return lookup;
    }
  }

  /**
   * Something that is wrong.
   *
   * @param from nodes that see it
   */
  public record Trouble(BitSet from, List<Target> targets, FailureReason reason) {
    public Trouble {
      from = (BitSet) from.clone();
      targets = List.copyOf(targets);
    }
  }

  private final boolean used;
  private final List<Trouble> troubles = new ArrayList<>();

  ServicePlane(boolean used) {
    this.used = used;
  }

  public void add(Trouble trouble) {
    troubles.add(trouble);
  }

  public void remove(Trouble trouble) {
    troubles.remove(trouble);
  }

  List<Target> targets() {
    return used ? List.of(Target.values()) : List.of();
  }

  /** Why a check fails; empty if it does not. */
  Optional<FailureReason> failure(int node, Target target) {
    if (target == Target.WEB && failure(node, Target.WEB_NAME).isPresent()) {
      return Optional.of(FailureReason.RESOLVE);
    }
    return troubles.stream()
        .filter(trouble -> trouble.from().get(node) && trouble.targets().contains(target))
        .map(Trouble::reason)
        .findFirst();
  }
}
