// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The output of a test program that ran in its own network namespace.
 *
 * @param lines on the standard output
 * @param log on the standard error
 */
public record NamespaceOutput(List<String> lines, String log) {
  /** Defines {@code namespaces}. */
  private static final String MORE_NAMESPACES =
      """
      namespaces() {
        here=$(readlink /proc/self/ns/net)
        for each; do
          unshare -n sleep 300 >/dev/null 2>&1 &
          eval "$each=$!; $each() { nsenter -t $! -n \\"\\$@\\"; }"
          others="$others $!"
          trap 'kill $others' EXIT
          until test "$(readlink /proc/$!/ns/net)" != "$here"; do sleep 0.01; done
        done
      }
      """;

  /**
   * Runs a program, which must succeed.
   *
   * @param network commands that set up the namespace, and with {@code namespaces NAME…} more of
   *     them: {@code $NAME} is a process there, and {@code NAME COMMAND…} runs a command there
   * @param as a command that runs the program, such as {@code setpriv} with options; may be empty
   */
  public static NamespaceOutput run(
      String network, String as, Class<?> program, String... arguments) throws IOException {
    TestRequirements.that(
        isPossible(), "no network namespace without root, ip(8), unshare(1) and setpriv(1)");
    Path log = Files.createTempFile("netcheck-", ".log");
    try {
      List<String> command =
          new ArrayList<>(
              inside("exec 2>\"$0\"\n" + MORE_NAMESPACES + network + "exec " + as + " \"$@\""));
      command.addAll(
          List.of(
              log.toString(),
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:+UseSerialGC",
              "-Xmx48m",
              "-XX:TieredStopAtLevel=1",
              "--enable-native-access=ALL-UNNAMED",
              "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
              "--add-opens=jdk.httpserver/sun.net.httpserver=ALL-UNNAMED",
              "-Djava.net.preferIPv4Stack=false",
              "-cp",
              System.getProperty("java.class.path"),
              program.getName()));
      command.addAll(List.of(arguments));
      ProgramRun.ExitResult ending = ProgramRun.run(command);
      String logged = Files.readString(log);
      assertEquals(0, ending.status(), () -> ending.output() + logged);
      return new NamespaceOutput(ending.output().lines().toList(), logged);
    } finally {
      Files.delete(log);
    }
  }

  private static boolean isPossible() {
    try {
      return ProgramRun.run(inside("ip link set lo up && setpriv true")).status() == 0;
    } catch (IOException _) {
      return false;
    }
  }

  private static List<String> inside(String script) {
    return List.of("env", "LC_ALL=C", "unshare", "-n", "sh", "-c", script);
  }
}
