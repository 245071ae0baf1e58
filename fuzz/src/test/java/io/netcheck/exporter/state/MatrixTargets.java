// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.RequestTargets;
import io.netcheck.fuzz.FuzzTarget;
import java.util.List;

/** The query of a matrix. */
public final class MatrixTargets {
  private MatrixTargets() {}

  public static List<FuzzTarget> all() {
    return List.of(
        FuzzTarget.of(
            "matrix-query",
            in -> MatrixQuery.of(RequestTargets.request(in)).toString(),
            List.of(HttpError.class)));
  }
}
