// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.daemon.http.Answer.Streamed;
import io.netcheck.legacy.golang.GoGenerator;
import io.netcheck.legacy.golang.GoTime;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Supplier;

/** Answers requests for results, piece by piece, because they can have forty megabytes. */
final class ResultReader {
  private static final int PIECE_BYTES = 32 * 1024;

  private final K8snetTables tables;
  private final Supplier<Instant> wallClock;

  ResultReader(K8snetTables tables, Supplier<Instant> wallClock) {
    this.tables = tables;
    this.wallClock = wallClock;
  }

  Streamed hosts() {
    return results(output -> output.matrix(tables.hosts()));
  }

  Streamed pods() {
    return results(output -> output.matrix(tables.pods()));
  }

  Streamed services() {
    return results(output -> output.services(tables.services()));
  }

  Streamed everything() {
    return written(output -> output.everything(tables, GoTime.of(wallClock.get())));
  }

  /** Writes one answer. */
  private interface ResultContent {
    void write(K8snetOutput output) throws IOException;
  }

  private Streamed results(ResultContent content) {
    return written(output -> {
      output.out().writeStartObject();
      output.out().writeFieldName("results");
      content.write(output);
      output.out().writeEndObject();
    });
  }

  private Streamed written(ResultContent content) {
    return new Streamed(
        "application/json; charset=utf-8",
        body -> {
          GoGenerator out = new GoGenerator(new BufferedOutputStream(body, PIECE_BYTES));
          content.write(new K8snetOutput(out, ValidResults.now(tables.clients())));
          out.flush();
        });
  }
}
