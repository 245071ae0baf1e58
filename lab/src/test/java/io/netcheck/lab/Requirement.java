// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netcheck.lab.wire.Commands;

/** What tests need of the machine: without it they are skipped, but in CI they fail. */
public final class Requirement {
  private Requirement() {}

  public static void tools(String... names) {
    for (String name : names) {
      need(Commands.isInstalled(name), name + " is not installed");
    }
  }

  public static void root() {
    need("root".equals(System.getProperty("user.name")), "not root");
  }

  private static void need(boolean fulfilled, String otherwise) {
    if ("true".equals(System.getenv("CI"))) {
      if (!fulfilled) {
        throw new AssertionError(otherwise + ", and in CI nothing is skipped");
      }
    } else {
      assumeTrue(fulfilled, otherwise);
    }
  }
}
