// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.check;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.CheckOrder;
import io.netcheck.protocol.CheckProgress;
import io.netcheck.protocol.CheckQuestion;
import io.netcheck.protocol.CheckResult;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Peer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The open orders of all agents. An order is repeated in each answer to a heartbeat until its
 * result comes, because an answer can be lost; agents do it once. Thread-safe.
 */
public final class OrderBook {
  /** An order without a result for so long gets none any more. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Open orders of one agent. It does them one after the other. */
  private static final int MOST_OF_AGENT = CheckOrder.MOST;

  /** How often each state was the last one of an order. */
  private final Map<CheckProgress.State, LongAdder> ended =
      Map.of(
          CheckProgress.State.DONE, new LongAdder(),
          CheckProgress.State.REFUSED, new LongAdder(),
          CheckProgress.State.EXPIRED, new LongAdder());

  private final ProcessClock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<ClientId, List<OrderTicket>> open = new ConcurrentHashMap<>();

  public OrderBook(ProcessClock clock) {
    this.clock = clock;
  }

  /** Orders {@code question} from {@code agent}; empty if it has too many orders already. */
  Optional<OrderTicket> order(ClientId agent, Peer target, CheckQuestion question) {
    OrderTicket ticket =
        new OrderTicket(agent, new CheckOrder(id(), target, question), clock.nanoTime());
    List<OrderTicket> all =
        open.compute(
            agent,
            (_, before) -> {
              List<OrderTicket> after =
                  before == null ? new ArrayList<>() : new ArrayList<>(before);
              if (after.size() < MOST_OF_AGENT) {
                after.add(ticket);
              }
              return List.copyOf(after);
            });
    return all.contains(ticket) ? Optional.of(ticket) : Optional.empty();
  }

  /** Hard to guess, so that only its creator can ask for a result. */
  String id() {
    return HexFormat.of().toHexDigits(random.nextLong());
  }

  /** The orders for the answer to a heartbeat of {@code agent}. */
  public List<CheckOrder> ordersOf(ClientId agent) {
    // Nearly always there are none.
    List<OrderTicket> tickets = open.getOrDefault(agent, List.of());
    tickets.forEach(OrderTicket::sent);
    return tickets.stream().map(OrderTicket::order).toList();
  }

  /**
   * Takes the results in a heartbeat of {@code agent}. Those of orders that it has not are lost.
   */
  public void take(ClientId agent, List<CheckResult> results) {
    if (results.isEmpty()) {
      return;
    }
    open.computeIfPresent(
        agent,
        (_, tickets) -> {
          List<OrderTicket> left = new ArrayList<>(tickets);
          for (CheckResult result : results) {
            for (Iterator<OrderTicket> each = left.iterator(); each.hasNext(); ) {
              OrderTicket ticket = each.next();
              if (ticket.order().id().equals(result.order())) {
                ticket.ended(result);
                count(ticket);
                each.remove();
              }
            }
          }
          return left.isEmpty() ? null : List.copyOf(left);
        });
  }

  /** Gives up orders without a result. Must be called about once a second. */
  public void expire() {
    long now = clock.nanoTime();
    for (ClientId agent : open.keySet()) {
      open.computeIfPresent(
          agent,
          (_, tickets) -> {
            List<OrderTicket> left = new ArrayList<>(tickets.size());
            for (OrderTicket ticket : tickets) {
              if (now - ticket.createdNanos() > PATIENCE.toNanos()) {
                ticket.expired();
                count(ticket);
              } else {
                left.add(ticket);
              }
            }
            return left.isEmpty() ? null : List.copyOf(left);
          });
    }
  }

  /** How many orders ended in {@code state}. */
  public long ended(CheckProgress.State state) {
    LongAdder count = ended.get(state);
    return count == null ? 0 : count.sum();
  }

  private void count(OrderTicket ticket) {
    LongAdder count = ended.get(ticket.state());
    if (count != null) {
      count.increment();
    }
  }
}
