// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.fuzz.FuzzTarget;
import io.netcheck.legacy.golang.GoException;
import java.util.List;
import java.util.function.UnaryOperator;

/** What clients of k8snet-checker send. */
public final class K8snetTargets {
  private static final List<Class<? extends Exception>> REFUSED = List.of(GoException.class);
  private static final int MOST_RESULTS = 100;

  private K8snetTargets() {}

  public static List<FuzzTarget> all() {
    return List.of(
        FuzzTarget.of("k8snet-heartbeat", HeartbeatInput::read, REFUSED),
        FuzzTarget.of(
            "k8snet-results",
            in -> ResultsInput.read(in, MOST_RESULTS, 0, UnaryOperator.identity()),
            REFUSED),
        FuzzTarget.of("k8snet-service", in -> ServiceInput.read(in, 0), REFUSED));
  }
}
