// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.util.Objects;
import java.util.stream.Stream;

/** Says why a command cannot do its work, and with which code it exits then. */
record CommandErrors(String command, PrintStream err) {
  /** A conversation with an exporter or an agent, which ends with an exit code. */
  @FunctionalInterface
  interface Conversation {
    int exitCode() throws IOException, InterruptedException;
  }

  int failed(String message) {
    print(message);
    return ExitCode.FAILED;
  }

  private int unknown(String message) {
    print(message);
    return ExitCode.UNKNOWN;
  }

  private void print(String message) {
    err.println("netcheck " + command + ": " + message);
  }

  /**
   * Has a conversation.
   *
   * @param with the URL of the other side
   * @param missing what is missing if it fails, such as {@code no answer from}
   */
  int conversation(URI with, String missing, Conversation conversation) {
    URI shown = ExporterHttp.withoutUser(with);
    try {
      return conversation.exitCode();
    } catch (ConnectException e) {
      // The client says no more than that, and a person needs no more.
      String why = isNameUnknown(e) ? ": its name cannot be resolved" : "";
      return unknown("cannot connect to " + shown + why);
    } catch (RefusedException e) {
      return failed(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return unknown(missing + " " + shown + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      // Of ExporterHttp, about what it was given to be let in.
      return failed(String.valueOf(e.getMessage()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return ExitCode.UNKNOWN;
    }
  }

  private static boolean isNameUnknown(ConnectException e) {
    return Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
        .anyMatch(UnresolvedAddressException.class::isInstance);
  }
}
