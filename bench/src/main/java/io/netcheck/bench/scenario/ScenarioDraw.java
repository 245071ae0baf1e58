// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

import io.netcheck.bench.scenario.CauseRecipe.Reach;
import io.netcheck.bench.scenario.CauseRecipe.Timing;
import io.netcheck.bench.score.ExpectedFault;
import io.netcheck.bench.world.ClusterPlan;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Draws scenarios from seeds. */
public final class ScenarioDraw {
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long WARM_UP_NANOS = Timing.WARM_UP * SECOND_NANOS;
  private static final long QUIET_NANOS = 90 * SECOND_NANOS;
  private static final long WORK_NANOS = 4 * SECOND_NANOS;
  private static final int MOST_DISTURBANCES = 3;
  private static final int MOST_ZONES = 7;
  private static final int PEER_LIMIT = 24;
  private static final int FULL_MESH = 50;

  /**
   * So many clusters are looked at for one that can have a cause. A rare one fits one in dozens.
   */
  private static final int MOST_PLANS = 10_000;

  /** A world with fewer nodes for each cause would be mostly broken. */
  private static final int NODES_PER_CAUSE = 3;

  /** How the names of causes begin whose findings list nodes. */
  private static final List<String> LISTING = List.of("never-worked", "service-");

  private static final double LEAST_REAL_LOSS = 0.001;
  private static final double[] BACKGROUND_LOSS = {0, 0, 0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01};

  private static final List<Set<Network>> NETWORKS =
      List.of(
          Set.of(Network.POD),
          Set.of(Network.HOST),
          Set.of(Network.POD, Network.NODE, Network.HOST),
          Set.of(Network.POD, Network.NODE, Network.HOST));

  private static final List<CauseRecipe> RECIPES =
      Stream.of(
              HardCauses.RECIPES,
              ProbeCauses.RECIPES,
              AgentCauses.RECIPES,
              ServiceCauses.RECIPES,
              GrayCauses.RECIPES,
              SlowCauses.RECIPES,
              RejectionCauses.RECIPES,
              FlowCauses.RECIPES,
              OtherTimes.RECIPES,
              FlappingCauses.RECIPES)
          .flatMap(List::stream)
          .toList();

  private final List<Integer> sizes;
  private final List<CauseRecipe> recipes;
  private final int mostCauses;

  /**
   * @param sizes numbers of nodes
   * @param causes the names of those that may happen; all if empty
   * @param mostCauses in one world; 0 for quiet worlds
   * @throws IllegalArgumentException if no cluster of these sizes can have any of these causes
   */
  public ScenarioDraw(List<Integer> sizes, Set<String> causes, int mostCauses) {
    this.sizes = List.copyOf(sizes);
    this.mostCauses = mostCauses;
    this.recipes =
        RECIPES.stream()
            .filter(recipe -> causes.isEmpty() || causes.contains(recipe.name()))
            .filter(this::isPossible)
            .toList();
    if (recipes.isEmpty()) {
      throw new IllegalArgumentException(
          "no cluster of " + sizes + " nodes can have any of the causes " + causes);
    }
  }

  /** Large meshes are not full, so some sizes have no place for a cause. */
  private boolean isPossible(CauseRecipe recipe) {
    SplittableRandom random = new SplittableRandom(0);
    return IntStream.range(0, MOST_PLANS).anyMatch(_ -> recipe.suits(plan(random)));
  }

  /** The names of all causes. */
  public static List<String> causes() {
    return RECIPES.stream().map(CauseRecipe::name).toList();
  }

  /** A cluster of all networks that loses what real ones lose. */
  public static ClusterPlan quietPlan(int nodes, long seed) {
    ScenarioDraw draw = new ScenarioDraw(List.of(nodes), Set.of(), 0);
    SplittableRandom random = new SplittableRandom(seed);
    ClusterPlan plan = draw.plan(random);
    while (plan.backgroundLoss() < LEAST_REAL_LOSS || plan.networks().size() < 3) {
      plan = draw.plan(random);
    }
    return plan.plain();
  }

  public Scenario draw(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int wanted = mostCauses == 0 ? 0 : count(random);
    CauseRecipe first = recipes.get(random.nextInt(recipes.size()));
    ClusterPlan plan = plan(random);
    while (wanted > 0 && !first.suits(plan)) {
      plan = plan(random);
    }
    CauseSite site = new CauseSite(plan, random);
    if (wanted == 0) {
      return quiet(plan, random);
    }
    List<CauseRecipe> chosen = new ArrayList<>();
    List<Injection> injections = new ArrayList<>();
    for (int i = 0; i < wanted; i++) {
      CauseRecipe recipe = i == 0 ? first : recipes.get(random.nextInt(recipes.size()));
      boolean possible =
          i == 0
              || (recipe.suits(plan)
                  && areVisibleTogether(first, recipe)
                  && chosen.stream().noneMatch(other -> isOneFinding(other, recipe))
                  && site.left() >= NODES_PER_CAUSE
                  && plan.nodes() >= NODES_PER_CAUSE * (i + 1)
                  && !(first.reach() == Reach.ZONE && plan.zones() < 3));
      if (possible) {
        chosen.add(recipe);
        injections.add(recipe.make().apply(site));
      }
    }
    int warmUp = chosen.stream().mapToInt(recipe -> recipe.timing().warmUp()).max().orElseThrow();
    List<Scenario.TimedCause> causes = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      causes.add(timed(chosen.get(i), injections.get(i), warmUp, random));
    }
    return new Scenario(plan, random.nextLong(), causes, List.of(), WARM_UP_NANOS);
  }

  /**
   * Zones and networks hide what is in them; what is merely lossy or blocked hides no dead link.
   */
  private static boolean areVisibleTogether(CauseRecipe first, CauseRecipe other) {
    boolean local = other.reach() == Reach.NODE || other.reach() == Reach.LINK;
    return switch (first.reach()) {
      case NODE, LINK, ZONE -> local;
      case BACKDROP -> local && HardCauses.RECIPES.contains(other);
      case EVERYTHING -> false;
    };
  }

  /** Some findings list all nodes that they hold for, so that two causes have one name. */
  private static boolean isOneFinding(CauseRecipe one, CauseRecipe other) {
    return LISTING.stream()
        .anyMatch(family -> one.name().startsWith(family) && other.name().startsWith(family));
  }

  /** Nothing breaks, but something is done. */
  private static Scenario quiet(ClusterPlan plan, SplittableRandom random) {
    DailyWork work = new DailyWork(plan, random);
    List<Disturbance> disturbances = new ArrayList<>();
    long at = WARM_UP_NANOS;
    for (int i = random.nextInt(MOST_DISTURBANCES + 1); i > 0; i--) {
      disturbances.add(work.any(at));
      // A rolling update visits one node after the other.
      at += plan.nodes() * WORK_NANOS + QUIET_NANOS;
    }
    return new Scenario(plan, random.nextLong(), List.of(), disturbances, at + QUIET_NANOS);
  }

  /** More often few than many. */
  private int count(SplittableRandom random) {
    int count = 1;
    while (count < mostCauses && random.nextBoolean()) {
      count++;
    }
    return count;
  }

  private static Scenario.TimedCause timed(
      CauseRecipe recipe, Injection injection, int warmUp, SplittableRandom random) {
    Timing timing = recipe.timing();
    long start = warmUp * SECOND_NANOS;
    start += random.nextLong(random.nextBoolean() ? 2 : 10) * SECOND_NANOS;
    start += random.nextLong(SECOND_NANOS);
    if (timing.warmUp() == 0) {
      start = 0;
    }
    long judged = start + timing.judged() * SECOND_NANOS;
    return new Scenario.TimedCause(
        new ExpectedFault(
            recipe.name(),
            injection.places(),
            injection.answers(),
            injection.interim(),
            new ExpectedFault.Course(
                start,
                judged,
                judged + timing.due() * SECOND_NANOS,
                start + timing.seconds() * SECOND_NANOS,
                start + (timing.seconds() + timing.lingering()) * SECOND_NANOS)),
        injection);
  }

  private ClusterPlan plan(SplittableRandom random) {
    int nodes = sizes.get(random.nextInt(sizes.size()));
    int zones = random.nextInt(Math.min(MOST_ZONES, nodes / 2) + 1);
    Set<Network> networks = NETWORKS.get(random.nextInt(NETWORKS.size()));
    Set<IpFamily> families =
        random.nextInt(3) == 0
            ? Set.of(IpFamily.IPV4, IpFamily.IPV6)
            : Set.of(random.nextInt(8) == 0 ? IpFamily.IPV6 : IpFamily.IPV4);
    boolean inside = random.nextInt(3) != 0;
    List<IpFamily> sorted = families.stream().sorted().toList();
    return new ClusterPlan(
        nodes,
        zones == 1 ? 0 : zones,
        networks,
        families,
        nodes <= FULL_MESH ? nodes : PEER_LIMIT,
        inside ? random.nextInt(nodes) : nodes,
        inside && networks.contains(Network.POD) && random.nextBoolean(),
        sorted.get(random.nextInt(sorted.size())),
        BACKGROUND_LOSS[random.nextInt(BACKGROUND_LOSS.length)],
        random.nextInt(3) == 0,
        random.nextInt(4) == 0);
  }
}
