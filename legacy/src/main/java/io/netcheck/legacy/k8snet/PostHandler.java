// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.Response;
import io.netcheck.legacy.golang.GoException;
import java.util.function.Consumer;

/**
 * Handles the posts of clients. Every readable post is answered with 200, even if it does not
 * count, because clients repeat posts with another answer for 15 seconds.
 */
final class PostHandler {
  private static final String TOO_MANY_RESULTS = "too_many_results";
  private static final int LONGEST_SOURCE = 253;

  private final K8snetTables tables;
  private final int mostResults;
  private final Runnable taken;
  private final Consumer<String> rejected;

  /**
   * @param mostResults the most results of one source and kind
   * @param taken called for every heartbeat that counts
   * @param rejected called with the reason if a heartbeat or a set of results does not count
   */
  PostHandler(K8snetTables tables, int mostResults, Runnable taken, Consumer<String> rejected) {
    this.tables = tables;
    this.mostResults = mostResults;
    this.taken = taken;
    this.rejected = rejected;
  }

  Response heartbeat(Request request) {
    try {
      NodeInfo info = HeartbeatInput.read(request.body());
      if (!info.isComplete()) {
        rejected.accept(ClientTable.MALFORMED);
        return K8snetResponses.INCOMPLETE;
      }
      tables.clients().hear(info, request.client()).ifPresentOrElse(rejected, taken);
      return K8snetResponses.HEARD;
    } catch (GoException e) {
      rejected.accept(ClientTable.MALFORMED);
      return K8snetResponses.invalid(e);
    }
  }

  Response hosts(Request request) {
    return results(tables.hosts(), request);
  }

  Response pods(Request request) {
    return results(tables.pods(), request);
  }

  private Response results(ResultTable table, Request request) {
    try {
      ClientTable clients = tables.clients();
      ResultsInput.Results results =
          ResultsInput.read(request.body(), mostResults, clients.nowNanos(), tables::canonical);
      ResultRow row = results.row();
      boolean put =
          row.source().length() <= LONGEST_SOURCE && table.put(row, clients.patienceNanos());
      if (put) {
        clients.reported(row.source());
      }
      if (!put || results.dropped() > 0) {
        rejected.accept(TOO_MANY_RESULTS);
      }
      return K8snetResponses.SAVED;
    } catch (GoException e) {
      return K8snetResponses.invalid(e);
    }
  }

  Response service(Request request) {
    try {
      ClientTable clients = tables.clients();
      ServiceRow row = ServiceInput.read(request.body(), clients.nowNanos());
      boolean put =
          row.source().length() <= LONGEST_SOURCE
              && tables.services().put(row, clients.patienceNanos());
      if (put) {
        clients.reported(row.source());
      } else {
        rejected.accept(TOO_MANY_RESULTS);
      }
      return K8snetResponses.SAVED;
    } catch (GoException e) {
      return K8snetResponses.invalid(e);
    }
  }
}
