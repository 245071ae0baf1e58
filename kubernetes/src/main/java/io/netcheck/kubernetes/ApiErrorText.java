// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Describes why a request failed. The texts are ours, because those of the API are unchecked. */
final class ApiErrorText {
  private ApiErrorText() {}

  static String status(int code) {
    return switch (code) {
      case 401 -> "401 unauthorized, the token is not accepted";
      case 403 -> "403 forbidden, the role must allow get, list and watch";
      case 404 -> "404 not found, this is no Kubernetes API";
      case 429 -> "429 too many requests";
      default -> code + (code >= 500 ? " server error" : " unexpected status");
    };
  }

  /** Describes the first known cause. */
  static String failure(Throwable failure) {
    boolean broken = false;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String word =
          switch (cause) {
            case UnknownHostException _ -> "its name cannot be resolved";
            case UnresolvedAddressException _ -> "its name cannot be resolved";
            case HttpTimeoutException _ -> "no answer in time";
            case TimeoutException _ -> "no answer in time";
            case SSLException _ -> "TLS does not work with it";
            case ConnectException _ -> "no connection";
            default -> "";
          };
      if (!word.isEmpty()) {
        return word;
      }
      broken |= cause instanceof IOException;
    }
    return broken ? "the connection broke" : "the answer cannot be understood";
  }
}
