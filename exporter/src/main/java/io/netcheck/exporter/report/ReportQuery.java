// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.report;

import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.protocol.Names;
import io.netcheck.protocol.Network;
import java.util.Locale;
import java.util.Optional;

/**
 * The details that a request asks for. Status, summary, clients and faults are always those of the
 * whole cluster.
 *
 * @param network only this network
 * @param node only this node and its links
 * @param explain with the causes that were considered, and in JSON with a recording
 */
public record ReportQuery(
    LinkChoice links,
    Optional<Network> network,
    Optional<String> node,
    Form form,
    boolean explain) {
  /** What a plain {@code /report} asks for. */
  public static final ReportQuery DEFAULT =
      new ReportQuery(LinkChoice.FAILING, Optional.empty(), Optional.empty(), Form.JSON, false);

  /** Which links are listed. */
  public enum LinkChoice {
    ALL,
    FAILING,
    NONE
  }

  /** How the report is written. */
  public enum Form {
    JSON,
    TEXT
  }

  /**
   * The query of a request.
   *
   * @throws HttpError 400 for an unknown value
   */
  public static ReportQuery of(Request request) throws HttpError {
    return new ReportQuery(
        links(request.parameter("links")),
        network(request.parameter("network")),
        node(request.parameter("node")),
        form(request),
        explain(request.parameter("explain")));
  }

  private static boolean explain(Optional<String> value) throws HttpError {
    return switch (value.orElse("0")) {
      case "0" -> false;
      case "1" -> true;
      default -> throw bad("explain", "0 or 1");
    };
  }

  private static LinkChoice links(Optional<String> value) throws HttpError {
    return switch (value.orElse("failing")) {
      case "all" -> LinkChoice.ALL;
      case "failing" -> LinkChoice.FAILING;
      case "none" -> LinkChoice.NONE;
      default -> throw bad("links", "all, failing or none");
    };
  }

  private static Optional<Network> network(Optional<String> value) throws HttpError {
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Optional<Network> network = Network.of(value.get());
    if (network.isEmpty()) {
      throw bad("network", "pod, node or host");
    }
    return network;
  }

  private static Optional<String> node(Optional<String> value) throws HttpError {
    if (value.isPresent() && !Names.isNode(value.get())) {
      throw bad("node", "the name of a node");
    }
    return value;
  }

  private static Form form(Request request) throws HttpError {
    Optional<String> value = request.parameter("format");
    if (value.isEmpty()) {
      return prefersText(request.accept()) ? Form.TEXT : Form.JSON;
    }
    return switch (value.get()) {
      case "json" -> Form.JSON;
      case "text" -> Form.TEXT;
      default -> throw bad("format", "json or text");
    };
  }

  /**
   * The form that is named first; RFC 9110 §12.5.1 without weights, because no client sends them.
   */
  private static boolean prefersText(String accept) {
    String lower = accept.toLowerCase(Locale.ROOT);
    int text = lower.indexOf("text/plain");
    int json = lower.indexOf("application/json");
    return text >= 0 && (json < 0 || text < json);
  }

  private static HttpError bad(String parameter, String expected) {
    return new HttpError(ErrorCode.BAD_QUERY, "parameter " + parameter + ": expected " + expected);
  }
}
