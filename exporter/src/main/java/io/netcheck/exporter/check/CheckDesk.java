// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.check;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.TokenBucket;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.CheckProgress;
import io.netcheck.protocol.CheckQuestion;
import io.netcheck.protocol.CheckRequest;
import io.netcheck.protocol.CheckResult;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Peer;
import io.netcheck.verdict.Plane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Takes checks of users, hands them to agents as orders, and knows how far they are. */
final class CheckDesk {
  /** For how long a check is known. */
  private static final Duration KEPT = Duration.ofMinutes(10);

  private static final int MOST_KEPT = 200;

  /**
   * One check.
   *
   * @param parts from one agent to another each
   */
  private record Check(String id, Instant created, long createdNanos, List<Part> parts) {}

  /**
   * The check from one agent.
   *
   * @param ticket empty if the agent does not report, or has too many orders
   */
  private record Part(
      ClientId source, String target, Optional<OrderTicket> ticket, CheckProgress.State otherwise) {
    CheckProgress.Direction direction() {
      Optional<CheckResult> result = ticket.flatMap(OrderTicket::result);
      return new CheckProgress.Direction(
          source,
          target,
          ticket.map(OrderTicket::state).orElse(otherwise),
          result.flatMap(CheckResult::refused),
          result.map(CheckResult::lines).orElse(List.of()));
    }
  }

  private final OrderBook orders;
  private final Supplier<List<Client>> clients;
  private final Function<ClientId, Optional<Peer>> peers;
  private final ProcessClock clock;
  private final Optional<TokenBucket> rate;
  private final Map<String, Check> checks = new LinkedHashMap<>();

  /**
   * @param clients all clients as they are now
   * @param peers where an agent can be reached
   * @param rates how many checks are taken
   */
  CheckDesk(
      OrderBook orders,
      Supplier<List<Client>> clients,
      Function<ClientId, Optional<Peer>> peers,
      OrderRates rates,
      ProcessClock clock) {
    this.orders = orders;
    this.clients = clients;
    this.peers = peers;
    this.clock = clock;
    this.rate =
        OrderRates.rate(rates.checksPerMinute())
            .map(perMinute -> new TokenBucket(perMinute, clock.nanoTime()));
  }

  /**
   * Orders a check.
   *
   * @throws HttpError if it cannot be done
   */
  synchronized CheckProgress begin(CheckRequest request) throws HttpError {
    forget();
    if (rate.isEmpty()) {
      throw new HttpError(ErrorCode.CHECKS_DISABLED, "NETCHECK_CHECKS_PER_MINUTE is 0");
    }
    List<Part> parts = parts(request);
    if (!rate.get().take(clock.nanoTime()) || checks.size() >= MOST_KEPT) {
      throw tooMany();
    }
    List<Part> ordered = new ArrayList<>();
    for (Part part : parts) {
      ordered.add(ordered(part, request.question()));
    }
    if (ordered.stream().allMatch(part -> part.ticket.isEmpty())) {
      throw tooMany();
    }
    Check check = new Check(orders.id(), clock.instant(), clock.nanoTime(), List.copyOf(ordered));
    checks.put(check.id(), check);
    return progress(check);
  }

  /** How far a check is; empty if it is not known, or not any more. */
  synchronized Optional<CheckProgress> progress(String id) {
    forget();
    return Optional.ofNullable(checks.get(id)).map(CheckDesk::progress);
  }

  private static CheckProgress progress(Check check) {
    return new CheckProgress(
        check.id(), check.created(), check.parts().stream().map(Part::direction).toList());
  }

  private void forget() {
    checks.values().removeIf(check -> clock.since(check.createdNanos()).compareTo(KEPT) > 0);
  }

  private static HttpError tooMany() {
    return new HttpError(
        ErrorCode.TOO_MANY_CHECKS, "too many checks; try again", "", Map.of("Retry-After", "10"));
  }

  private Part ordered(Part part, CheckQuestion question) {
    if (part.otherwise == CheckProgress.State.SILENT) {
      return part;
    }
    Optional<Peer> target = peers.apply(new ClientId(part.source.kind(), part.target));
    return new Part(
        part.source,
        part.target,
        target.flatMap(peer -> orders.order(part.source, peer, question)),
        CheckProgress.State.BUSY);
  }

  private List<Part> parts(CheckRequest request) throws HttpError {
    if (request.source().equals(request.target())) {
      throw new HttpError(ErrorCode.MALFORMED, "another node than the source expected", "/target");
    }
    Map<ClientId, Client> known = new LinkedHashMap<>();
    clients.get().stream()
        .filter(client -> client.isHeard() && client.identity().software().equals(Client.NETCHECK))
        .forEach(client -> known.put(client.id(), client));
    requireNode(known, request.source(), "/source");
    requireNode(known, request.target(), "/target");
    List<Part> parts = new ArrayList<>();
    for (AgentKind kind : AgentKind.values()) {
      ClientId source = new ClientId(kind, request.source());
      ClientId target = new ClientId(kind, request.target());
      boolean asked = request.question().network().map(Plane::agents).orElse(kind) == kind;
      if (asked && known.containsKey(source) && known.containsKey(target)) {
        parts.add(part(known, source, target));
        if (!request.oneWay()) {
          parts.add(part(known, target, source));
        }
      }
    }
    if (parts.isEmpty()) {
      throw new HttpError(
          ErrorCode.NOT_FOUND, "no agent of the same kind is known on both nodes", "/target");
    }
    if (parts.stream().allMatch(part -> part.otherwise == CheckProgress.State.SILENT)) {
      throw new HttpError(
          ErrorCode.AGENT_SILENT, "the agent does not report, so it cannot be asked", "/source");
    }
    return parts;
  }

  private static Part part(Map<ClientId, Client> known, ClientId source, ClientId target) {
    Client client = known.get(source);
    boolean reports = client != null && client.state() == ClientState.ACTIVE;
    return new Part(
        source,
        target.node(),
        Optional.empty(),
        reports ? CheckProgress.State.WAITING : CheckProgress.State.SILENT);
  }

  private static void requireNode(Map<ClientId, Client> known, String node, String field)
      throws HttpError {
    if (known.keySet().stream().noneMatch(id -> id.node().equals(node))) {
      throw new HttpError(ErrorCode.NOT_FOUND, "no agent is known on this node", field);
    }
  }
}
