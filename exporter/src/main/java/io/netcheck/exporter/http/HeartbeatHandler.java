// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.http;

import io.netcheck.auth.AuthenticatedCaller;
import io.netcheck.auth.Authenticator;
import io.netcheck.auth.RefusalLog;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.Response;
import io.netcheck.exporter.check.OrderBook;
import io.netcheck.exporter.client.ClientRegistry;
import io.netcheck.exporter.client.RefusedException;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.HeartbeatJson;
import io.netcheck.protocol.MalformedException;

/** Accepts heartbeats of agents: {@code POST /api/v2/heartbeat}, see {@code docs/api.md}. */
public final class HeartbeatHandler implements RequestHandler {
  public static final String PATH = "/api/v2/heartbeat";

  /**
   * With more agents than this, connections are closed after each heartbeat. A kept connection
   * saves two thirds of the cost of a heartbeat, but takes about 25 KB of heap.
   */
  private static final int MAX_KEPT_CONNECTIONS = 1_000;

  private final ClientRegistry clients;
  private final Authenticator authenticator;
  private final RefusalLog log;
  private final OrderBook orders;

  /**
   * @param authenticator identifies the sender before the body is read
   * @param orders for the answers; gets the results
   */
  public HeartbeatHandler(
      ClientRegistry clients, Authenticator authenticator, RefusalLog log, OrderBook orders) {
    this.clients = clients;
    this.authenticator = authenticator;
    this.log = log;
    this.orders = orders;
  }

  @Override
  public Response handle(Request request) throws HttpError {
    AuthenticatedCaller caller = authenticator.identify(request);
    if (caller instanceof AuthenticatedCaller.Refused refused) {
      HttpError error = refused.why().error();
      log.refused(error.code().label(), request.client(), "");
      throw error;
    }
    try {
      Heartbeat heartbeat = HeartbeatJson.read(request.body());
      check(caller, heartbeat.client(), request);
      HeartbeatAnswer answer = withOrders(heartbeat, clients.accept(heartbeat, request.client()));
      Response response = Response.json(HeartbeatJson.write(answer));
      return clients.size() > MAX_KEPT_CONNECTIONS
          ? response.withHeader("Connection", "close")
          : response;
    } catch (MalformedException e) {
      throw new HttpError(ErrorCode.MALFORMED, String.valueOf(e.getMessage()), e.field());
    } catch (RefusedException e) {
      ErrorCode code =
          switch (e.reason()) {
            case ADDRESS_NOT_ALLOWED -> ErrorCode.ADDRESS_NOT_ALLOWED;
            case TOO_MANY_CLIENTS -> ErrorCode.TOO_MANY_CLIENTS;
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
    return heartbeat.goodbye() ? answer : answer.with(orders.ordersOf(heartbeat.client()));
  }

  private void check(AuthenticatedCaller caller, ClientId claimed, Request request)
      throws HttpError {
    if (!caller.mayBe(claimed)) {
      // Both identities were checked, so the log can have them.
      String proven =
          caller instanceof AuthenticatedCaller.OneAgent agent ? " is=" + agent.id() : "";
      log.refused(ErrorCode.WRONG_NODE.label(), request.client(), "claims=" + claimed + proven);
      throw new HttpError(
          ErrorCode.WRONG_NODE, "the sender is not this node's agent of this kind", "/node");
    }
  }
}
