// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.http;

import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.Response;
import io.netcheck.exporter.auth.AuthRefusal;
import io.netcheck.exporter.auth.AuthenticatedCaller;
import io.netcheck.exporter.auth.Authenticator;
import io.netcheck.exporter.auth.RefusalLog;
import io.netcheck.exporter.client.ClientRegistry;
import io.netcheck.exporter.client.RefusedException;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.HeartbeatJson;
import io.netcheck.protocol.MalformedException;
import java.util.List;
import java.util.Map;

/** Takes the agents' heartbeats: {@code POST /api/v2/heartbeat}, as {@code docs/api.md} says. */
public final class HeartbeatHandler implements RequestHandler {
  public static final String PATH = "/api/v2/heartbeat";

  /** Every code that a refused heartbeat can have: those of this class and of the listener. */
  public static final List<String> CODES =
      List.of(
          "unauthenticated",
          "credential_refused",
          "certificate_required",
          "not_an_agent",
          "wrong_node",
          "too_many_tokens",
          "auth_unavailable",
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

  private static final Map<String, String> CHALLENGE =
      Map.of("WWW-Authenticate", "Bearer realm=\"netcheck\"");

  /** RFC 6750, section 3.1. */
  private static final Map<String, String> INVALID =
      Map.of("WWW-Authenticate", "Bearer realm=\"netcheck\", error=\"invalid_token\"");

  private final ClientRegistry clients;
  private final Authenticator authenticator;
  private final RefusalLog log;

  /**
   * @param authenticator is asked who sends a heartbeat before anything in it is believed
   */
  public HeartbeatHandler(ClientRegistry clients, Authenticator authenticator, RefusalLog log) {
    this.clients = clients;
    this.authenticator = authenticator;
    this.log = log;
  }

  @Override
  public Response handle(Request request) throws HttpError {
    AuthenticatedCaller caller = authenticator.identify(request);
    if (caller instanceof AuthenticatedCaller.Refused refused) {
      HttpError error = refusal(refused.why());
      log.refused(error.code(), request.client(), "");
      throw error;
    }
    try {
      Heartbeat heartbeat = HeartbeatJson.read(request.body());
      check(caller, heartbeat.client(), request);
      HeartbeatAnswer answer = clients.accept(heartbeat, request.client());
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

  private void check(AuthenticatedCaller caller, ClientId claimed, Request request)
      throws HttpError {
    if (!caller.mayBe(claimed)) {
      // Who it claims to be is a node's name by now, and who it is as well.
      String proven =
          caller instanceof AuthenticatedCaller.OneAgent agent ? " is=" + agent.id() : "";
      log.refused("wrong_node", request.client(), "claims=" + claimed + proven);
      throw new HttpError(
          403, "wrong_node", "the sender is not this node's agent of this kind", "/node");
    }
  }

  private static HttpError refusal(AuthRefusal why) {
    return switch (why) {
      case NO_TOKEN ->
          new HttpError(
              401,
              "unauthenticated",
              "Authorization: Bearer expected, with a token",
              "",
              CHALLENGE);
      case WRONG_TOKEN ->
          new HttpError(401, "credential_refused", "the token is not accepted", "", INVALID);
      case NO_CERTIFICATE ->
          new HttpError(
              403, "certificate_required", "a client certificate that is valid now expected", "");
      case NO_AGENT ->
          new HttpError(403, "not_an_agent", "the token is not that of an agent's pod", "");
      case TOO_MANY_TOKENS ->
          new HttpError(429, "too_many_tokens", "too many unknown tokens; try again", "");
      case UNAVAILABLE ->
          new HttpError(
              503, "auth_unavailable", "the token cannot be checked at present; try again", "");
    };
  }
}
