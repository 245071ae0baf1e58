// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing;

import java.util.List;

/**
 * The JDK's keytool, within this JVM: a process of its own takes a second each time. It needs an
 * export, which the parent POM gives to the JVMs of the tests.
 */
public final class Keytool {
  private Keytool() {}

  /** Runs it with these words of its command line. */
  public static void run(List<String> words) {
    try {
      Class.forName("sun.security.tools.keytool.Main")
          .getMethod("main", String[].class)
          .invoke(null, (Object) words.toArray(String[]::new));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
