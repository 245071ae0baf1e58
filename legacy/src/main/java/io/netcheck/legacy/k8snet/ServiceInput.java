// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.legacy.golang.GoException;
import io.netcheck.legacy.golang.GoReader;
import io.netcheck.legacy.golang.GoTime;
import java.util.function.UnaryOperator;

/** Reads the result of a service. An empty result is accepted, as k8snet-checker did. */
final class ServiceInput {
  private final GoReader in;
  private String source = "";
  private ResultInput.ResultFields result = new ResultInput.ResultFields();

  private ServiceInput(GoReader in) {
    this.in = in;
  }

  static ServiceRow read(byte[] body, long nowNanos) throws GoException {
    ServiceInput input = new ServiceInput(GoReader.ofFirst(body));
    input.in.object("value of type server.ServiceTestResultRequest", input::field);
    input.in.end();
    new RequiredFields().field("SourceIP", !input.source.isEmpty()).check();
    return input.row(nowNanos);
  }

  private void field(String key) throws GoException {
    if (GoReader.is(key, "source_ip")) {
      source = in.string("struct field .source_ip of type string").orElse(source);
    } else if (GoReader.is(key, "result")) {
      result = new ResultInput(in, "result", UnaryOperator.identity()).read();
    } else {
      in.skip();
    }
  }

  private ServiceRow row(long nowNanos) {
    return new ServiceRow(
        source,
        cut(result.source),
        cut(result.target),
        result.ping,
        result.ports,
        result.latency,
        result.duration,
        result.timestamp.orElse(GoTime.ZERO),
        nowNanos);
  }

  private static String cut(String text) {
    return text.length() <= ResultsInput.LONGEST_TARGET
        ? text
        : text.substring(0, ResultsInput.LONGEST_TARGET);
  }
}
