// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.http;

import io.netcheck.auth.AuthenticatedCaller;
import io.netcheck.auth.Authenticator;
import io.netcheck.auth.FirstUseLog;
import io.netcheck.auth.RefusalLog;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HandlerChoice;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.Response;
import io.netcheck.exporter.check.OrderBook;
import io.netcheck.exporter.client.ClientRegistry;
import io.netcheck.exporter.client.RefusedException;
import io.netcheck.exporter.sweep.SweepDesk;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.HeartbeatJson;
import io.netcheck.protocol.MalformedException;
import io.netcheck.protocol.SweepOrder;
import java.util.Optional;

/**
 * Accepts heartbeats of agents: {@code POST /api/v2/heartbeat}, see {@code docs/api.md}. The sender
 * is identified before the body is read.
 */
public final class HeartbeatHandler implements HandlerChoice {
  public static final String PATH = "/api/v2/heartbeat";

  private final ClientRegistry clients;
  private final Authenticator authenticator;
  private final FirstUseLog firstUses;
  private final OrderBook orders;
  private final SweepDesk sweep;

  /**
   * @param authenticator identifies the sender before the body is read
   * @param orders for the answers; gets the results
   * @param sweep likewise
   */
  public HeartbeatHandler(
      ClientRegistry clients,
      Authenticator authenticator,
      FirstUseLog firstUses,
      OrderBook orders,
      SweepDesk sweep) {
    this.clients = clients;
    this.authenticator = authenticator;
    this.firstUses = firstUses;
    this.orders = orders;
    this.sweep = sweep;
  }

  @Override
  public RequestHandler choose(RequestHead head) throws HttpError {
    return handlerOf(authenticator.identify(head), head);
  }

  @Override
  public Optional<RequestHandler> chooseAtOnce(RequestHead head) throws HttpError {
    Optional<AuthenticatedCaller> caller = authenticator.identifyAtOnce(head);
    return caller.isPresent() ? Optional.of(handlerOf(caller.get(), head)) : Optional.empty();
  }

  private RequestHandler handlerOf(AuthenticatedCaller caller, RequestHead head) throws HttpError {
    if (caller instanceof AuthenticatedCaller.Refused refused) {
      HttpError error = refused.why().error();
      RefusalLog.refused(error.code().label(), head.client());
      throw error;
    }
    return RequestHandler.quick(request -> accept(caller, request));
  }

  private Response accept(AuthenticatedCaller caller, Request request) throws HttpError {
    try {
      Heartbeat heartbeat = HeartbeatJson.read(request.body());
      check(caller, heartbeat.client(), request);
      // What is told of the sweep is not kept with the heartbeat.
      HeartbeatAnswer answer =
          withOrders(
              heartbeat, clients.accept(heartbeat.withSweep(Optional.empty()), request.client()));
      firstUses.used(heartbeat.client(), caller, request.client());
      return Response.json(HeartbeatJson.write(answer));
    } catch (MalformedException e) {
      throw new HttpError(ErrorCode.MALFORMED, String.valueOf(e.getMessage()), e.field());
    } catch (RefusedException e) {
      ErrorCode code =
          switch (e.reason()) {
            case ADDRESS_NOT_ALLOWED -> ErrorCode.ADDRESS_NOT_ALLOWED;
            case TOO_MANY_CLIENTS -> ErrorCode.TOO_MANY_CLIENTS;
            case TOO_MUCH_REPORTED -> ErrorCode.TOO_MUCH_REPORTED;
          };
      throw new HttpError(code, String.valueOf(e.getMessage()), e.field());
    }
  }

  /** An agent that does not hold its identity gets no orders, and its results do not count. */
  private HeartbeatAnswer withOrders(Heartbeat heartbeat, HeartbeatAnswer answer) {
    if (answer.superseded()) {
      return answer;
    }
    orders.take(heartbeat.client(), heartbeat.checks());
    Optional<SweepOrder> part = sweep.answer(heartbeat);
    return heartbeat.goodbye()
        ? answer
        : answer.with(orders.ordersOf(heartbeat.client())).with(part);
  }

  private void check(AuthenticatedCaller caller, ClientId claimed, Request request)
      throws HttpError {
    if (!caller.mayBe(claimed)) {
      RefusalLog.refused(ErrorCode.WRONG_NODE.label(), request.client(), claimed, caller);
      throw new HttpError(
          ErrorCode.WRONG_NODE, "the sender is not this node's agent of this kind", "/node");
    }
  }
}
