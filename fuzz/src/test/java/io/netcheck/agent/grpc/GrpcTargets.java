// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.grpc;

import io.netcheck.fuzz.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Answers to a gRPC health check. */
public final class GrpcTargets {
  private GrpcTargets() {}

  public static List<FuzzTarget> all() {
    return List.of(
        FuzzTarget.of(
            "grpc-answer",
            in ->
                HealthExchange.read(new ByteArrayInputStream(in), OutputStream.nullOutputStream())
                    .toString(),
            List.of(IOException.class)),
        FuzzTarget.of("hpack", HeaderBlock::decode, List.of(IOException.class)),
        FuzzTarget.of("grpc-message", HealthMessage::status, List.of(IOException.class)));
  }
}
