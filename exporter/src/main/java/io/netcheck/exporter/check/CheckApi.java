// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.check;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Routes;
import io.netcheck.exporter.client.Client;
import io.netcheck.protocol.CheckJson;
import io.netcheck.protocol.CheckProgress;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.MalformedException;
import io.netcheck.protocol.Peer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code POST /api/v2/checks} and {@code GET /api/v2/checks/ID}, see {@code docs/api.md}. */
public final class CheckApi {
  public static final String PATH = "/api/v2/checks";

  private final CheckDesk desk;

  /**
   * @param clients all clients as they are now
   * @param peers where an agent can be reached
   */
  public CheckApi(
      OrderBook orders,
      Supplier<List<Client>> clients,
      Function<ClientId, Optional<Peer>> peers,
      OrderRates rates,
      ProcessClock clock) {
    this.desk = new CheckDesk(orders, clients, peers, rates, clock);
  }

  public void addTo(Routes routes) {
    routes
        .post(PATH, "application/json", CheckJson.MAX_REQUEST_BYTES, this::begin, _ -> {})
        .getBelow(PATH + "/", this::progress);
  }

  private Response begin(Request request) throws HttpError {
    try {
      CheckProgress progress = desk.begin(CheckJson.readRequest(request.body()));
      return Response.json(CheckJson.write(progress))
          .withStatus(202)
          .withHeader("Location", PATH + "/" + progress.id());
    } catch (MalformedException e) {
      throw new HttpError(ErrorCode.MALFORMED, String.valueOf(e.getMessage()), e.field());
    }
  }

  private Response progress(Request request) throws HttpError {
    String id = request.head().path().substring(PATH.length() + 1);
    return desk.progress(id)
        .map(progress -> Response.json(CheckJson.write(progress)))
        .orElseThrow(() -> new HttpError(ErrorCode.NOT_FOUND, "no such check is known"));
  }
}
