// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.grpc;

import java.util.OptionalInt;

/**
 * What a server answered to a health check.
 *
 * @param httpStatus 200 if a gRPC server answered
 * @param grpcStatus how the call ended, as a number of the gRPC protocol; 0 is a success
 * @param serving the health that the server says, as a number of grpc.health.v1; 1 is serving
 */
public record HealthAnswer(int httpStatus, OptionalInt grpcStatus, OptionalInt serving) {
  public static final int HTTP_OK = 200;

  // https://grpc.io/docs/guides/status-codes
  public static final int OK = 0;
  public static final int NOT_FOUND = 5;
  public static final int UNIMPLEMENTED = 12;

  // HealthCheckResponse.ServingStatus of grpc/health/v1/health.proto
  public static final int SERVING = 1;
  public static final int NOT_SERVING = 2;
  public static final int SERVICE_UNKNOWN = 3;
}
