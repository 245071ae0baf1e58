// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.auth;

import io.netcheck.daemon.files.ReadFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** How agents prove who they are. */
public sealed interface AuthConfig {
  /** The word for it in settings and metrics. */
  String mode();

  /** They do not. */
  record None() implements AuthConfig {
    @Override
    public String mode() {
      return "none";
    }
  }

  /** By a token that all of them have. */
  record Token(Path file) implements AuthConfig {
    /** What is wrong with the file now, in a sentence that names it; empty for nothing. */
    public Optional<String> problem() {
      try {
        SharedTokens.parse(file, new ReadFiles().text(file));
        return Optional.empty();
      } catch (IllegalArgumentException e) {
        return Optional.of(String.valueOf(e.getMessage()));
      }
    }

    @Override
    public String mode() {
      return "token";
    }
  }

  /** By the certificate that each shows in TLS. */
  record Certificate() implements AuthConfig {
    @Override
    public String mode() {
      return "certificate";
    }
  }

  /**
   * By the token of the service account that Kubernetes gives to each pod.
   *
   * @param audience that the tokens must be made for
   * @param accounts {@code namespace/name} of those whose pods are agents; empty for all
   * @param grace for how long an agent is believed whose token cannot be looked at again
   */
  record Kubernetes(String audience, Set<String> accounts, Duration grace) implements AuthConfig {
    public Kubernetes {
      accounts = Set.copyOf(accounts);
    }

    @Override
    public String mode() {
      return "kubernetes";
    }
  }
}
