// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netty.handler.ssl.NotSslRecordException;
import java.net.InetAddress;
import java.security.cert.CertificateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs handshakes of TLS that fail, other than those of certificates that were logged before. */
final class RefusedHandshakes {
  private static final Logger LOG = LoggerFactory.getLogger(RefusedHandshakes.class);

  private static final int MOST_CAUSES = 8;

  private RefusedHandshakes() {}

  /**
   * @param failure of the decoder, with the cause
   */
  static void log(InetAddress client, Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof NotSslRecordException) {
      // Its message has all that the client sent.
      write(client, "not TLS");
    } else if (!(cause.getCause() instanceof CertificateException)) {
      write(client, cause.getCause() == null ? words(cause) : words(cause) + ": " + root(cause));
    }
  }

  private static String words(Throwable cause) {
    return String.valueOf(cause.getMessage());
  }

  private static Throwable root(Throwable cause) {
    Throwable root = cause;
    for (int i = 0; i < MOST_CAUSES && root.getCause() != null; i++) {
      root = root.getCause();
    }
    return root;
  }

  private static void write(InetAddress client, String problem) {
    LOG.warn(
        "handshake refused event=auth address={} problem=\"{}\"", client.getHostAddress(), problem);
  }
}
