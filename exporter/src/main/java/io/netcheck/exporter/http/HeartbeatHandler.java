// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.http;

import io.netcheck.daemon.http.Handler;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.Response;
import io.netcheck.exporter.client.ClientRegistry;
import io.netcheck.exporter.client.RefusedException;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.HeartbeatJson;
import io.netcheck.protocol.MalformedException;
import java.util.List;

/** Takes the agents' heartbeats: {@code POST /api/v2/heartbeat}, as {@code docs/api.md} says. */
public final class HeartbeatHandler implements Handler {
  public static final String PATH = "/api/v2/heartbeat";

  /** Every code that a refused heartbeat can have: those of this class and of the listener. */
  public static final List<String> CODES =
      List.of(
          "malformed",
          "address_not_allowed",
          "too_many_clients",
          "too_large",
          "unsupported_media_type",
          "unsupported_encoding",
          "bad_query",
          "overloaded");

  /**
   * A connection that is kept until the next heartbeat saves two thirds of its cost, and holds some
   * 25 KB of this server's heap: right for hundreds of agents, and not for thousands.
   */
  private static final int MOST_KEPT_CONNECTIONS = 1_000;

  private final ClientRegistry clients;

  public HeartbeatHandler(ClientRegistry clients) {
    this.clients = clients;
  }

  @Override
  public Response handle(Request request) throws HttpError {
    try {
      HeartbeatAnswer answer = clients.accept(HeartbeatJson.read(request.body()), request.client());
      Response response = Response.json(HeartbeatJson.write(answer));
      return clients.size() > MOST_KEPT_CONNECTIONS
          ? response.withHeader("Connection", "close")
          : response;
    } catch (MalformedException e) {
      throw new HttpError(400, "malformed", String.valueOf(e.getMessage()), e.field());
    } catch (RefusedException e) {
      String message = String.valueOf(e.getMessage());
      throw switch (e.reason()) {
        case ADDRESS_NOT_ALLOWED -> new HttpError(400, "address_not_allowed", message, e.field());
        case TOO_MANY_CLIENTS -> new HttpError(503, "too_many_clients", message, e.field());
      };
    }
  }
}
