// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingTypes;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgramTest {
  private static final Setting<Integer> PORT =
      new Setting<>("NETCHECK_PORT", "80", SettingTypes.port(), "A port.");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(Map<String, String> environment, String... args) {
    Program<Integer> program =
        new Program<>(
            "netcheck test",
            "tests.",
            List.of(PORT, Program.LOG_LEVEL),
            settings -> settings.get(PORT),
            port -> {
              throw new StartException("port " + port + " is busy", new Exception());
            });
    return program.run(
        List.of(args),
        environment,
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  @Test
  void aGoodConfigurationIsSaidToBeGood() {
    assertEquals(0, run(Map.of("NETCHECK_PORT", "81"), "--check-config"));
    assertEquals("netcheck test: the configuration is valid\n", out.toString(UTF_8));
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    int code =
        run(Map.of("NETCHECK_PORT", "eighty", "NETCHECK_PROT", "81", "LOG_LEVEL", "loud"), "--x");
    assertEquals(1, code);
    String message = err.toString(UTF_8);
    assertTrue(
        message.startsWith("netcheck test: the configuration is wrong in 4 places:"), message);
    assertTrue(message.contains("NETCHECK_PORT=eighty: expected a whole number"), message);
    assertTrue(message.contains("NETCHECK_PROT=81: expected a known setting"), message);
    assertTrue(message.contains("did you mean NETCHECK_PORT?"), message);
    assertTrue(message.contains("LOG_LEVEL=loud: expected one of error"), message);
    assertTrue(message.contains("--x: expected a known flag"), message);
  }

  @Test
  void aWrongConfigurationIsNotGoodEither() {
    assertEquals(1, run(Map.of("NETCHECK_PORT", "0"), "--check-config"));
  }

  @Test
  void aStartThatFailsIsOneSentence() {
    assertEquals(1, run(Map.of()));
    assertEquals("netcheck test: port 80 is busy\n", err.toString(UTF_8));
  }

  @Test
  void passwordsOfUrlsAreNotPrinted() {
    assertEquals(
        1,
        run(
            Map.of(
                "NETCHECK_PORT",
                "https://agent:p@ss/word@host:8443/a,http://eve:x@h",
                "NETCHECK_URL",
                "https://agent:secret@host")));
    String message = err.toString(UTF_8);
    assertTrue(message.contains("NETCHECK_PORT=https://***@host:8443/a,http://***@h:"), message);
    assertTrue(message.contains("NETCHECK_URL=https://***@host:"), message);
  }

  @Test
  void noPasswordIsInTheReasonOfAFailedStart() {
    Program<Integer> program =
        new Program<>(
            "netcheck test",
            "tests.",
            List.of(PORT, Program.LOG_LEVEL),
            settings -> settings.get(PORT),
            _ -> {
              throw new StartException("cannot reach https://user:secret@host:1", new Exception());
            });
    assertEquals(
        1,
        program.run(
            List.of(),
            Map.of(),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8)));
    assertEquals("netcheck test: cannot reach https://***@host:1\n", err.toString(UTF_8));
  }

  @Test
  void helpNamesEverySettingWithItsDefault() {
    assertEquals(0, run(Map.of(), "--help"));
    String help = out.toString(UTF_8);
    assertTrue(help.contains("--port  (NETCHECK_PORT)"), help);
    assertTrue(help.contains("default 80"), help);
    assertTrue(help.contains("--check-config"), help);
  }

  @Test
  void theVersionIsTheBuilds() {
    assertEquals(0, run(Map.of(), "--version"));
    assertTrue(out.toString(UTF_8).startsWith("netcheck test 0."), out.toString(UTF_8));
  }
}
