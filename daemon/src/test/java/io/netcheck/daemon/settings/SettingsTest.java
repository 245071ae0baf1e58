// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private static final Setting<Integer> PEER_LIMIT =
      new Setting<>("NETCHECK_PEER_LIMIT", "24", SettingTypes.integer(1, 1_000), "Peers.");
  private static final Setting<Integer> HTTP_PORT =
      new Setting<>("HTTP_PORT", "8080", SettingTypes.port(), "Port.");
  private static final Setting<Duration> INTERVAL =
      new Setting<>(
          "HEARTBEAT_INTERVAL",
          "5s",
          SettingTypes.duration(Duration.ofMillis(100), Duration.ofHours(1)),
          "Interval.");
  private static final Setting<Boolean> ICMP =
      new Setting<>("NETCHECK_ICMP", "true", SettingTypes.bool(), "Whether.");
  private static final Setting<String> NAME =
      new Setting<>("NETCHECK_NAME", "", SettingTypes.text(), "Name.");
  private static final List<Setting<?>> ALL = List.of(PEER_LIMIT, HTTP_PORT, INTERVAL, ICMP, NAME);

  private static Settings settings(Map<String, String> environment, String... args) {
    return new Settings(ALL, environment, List.of(args));
  }

  private static List<String> problems(Settings settings) {
    return settings.problems().stream().map(SettingProblem::toString).toList();
  }

  @Test
  void nothingGivenIsTheDefault() {
    Settings settings = settings(Map.of());
    assertEquals(24, settings.get(PEER_LIMIT));
    assertEquals(Duration.ofSeconds(5), settings.get(INTERVAL));
    assertEquals("", settings.get(NAME));
    assertFalse(settings.isGiven(PEER_LIMIT));
    assertEquals(List.of(), settings.problems());
  }

  @Test
  void aFlagWinsOverTheEnvironmentAndThatOverTheDefault() {
    Map<String, String> environment = Map.of("NETCHECK_PEER_LIMIT", " 7 ", "HTTP_PORT", "81");
    Settings settings = settings(environment, "--peer-limit", "8");
    assertEquals(8, settings.get(PEER_LIMIT));
    assertEquals(81, settings.get(HTTP_PORT));
    assertTrue(settings.isGiven(HTTP_PORT));
  }

  @Test
  void aWrongValueIsReportedOnceHoweverOftenItIsRead() {
    Settings settings = settings(Map.of("HTTP_PORT", "x"));
    assertEquals(8080, settings.get(HTTP_PORT));
    assertEquals(8080, settings.get(HTTP_PORT));
    assertEquals(1, settings.problems().size());
  }

  @Test
  void anEmptyVariableIsNone() {
    Settings settings = settings(Map.of("HTTP_PORT", "", "NETCHECK_PEER_LIMIT", "  "));
    assertEquals(8080, settings.get(HTTP_PORT));
    assertEquals(24, settings.get(PEER_LIMIT));
    assertEquals(List.of(), settings.problems());
  }

  @Test
  void flagsComeInBothForms() {
    Settings settings =
        settings(Map.of(), "--http-port=90", "--peer-limit", "3", "--name=a=b", "--icmp=off");
    assertEquals(90, settings.get(HTTP_PORT));
    assertEquals(3, settings.get(PEER_LIMIT));
    assertEquals("a=b", settings.get(NAME));
    assertFalse(settings.get(ICMP));
    assertEquals(List.of(), settings.problems());
  }

  @Test
  void aSwitchMayStandAlone() {
    Settings settings = settings(Map.of("NETCHECK_ICMP", "false"), "--icmp", "--http-port=90");
    assertTrue(settings.get(ICMP));
    assertEquals(90, settings.get(HTTP_PORT));
    assertTrue(settings(Map.of("NETCHECK_ICMP", "false"), "--icmp").get(ICMP));
  }

  @Test
  void aFlagWithoutItsValueIsAProblem() {
    assertEquals(
        List.of("--http-port: expected a value after it"),
        problems(settings(Map.of(), "--http-port", "--icmp")));
    assertEquals(
        List.of("--http-port: expected a value after it"),
        problems(settings(Map.of(), "--http-port")));
  }

  @ParameterizedTest
  @CsvSource({
    "NETCHECK_PEER_LIMT, NETCHECK_PEER_LIMIT",
    "NETCHECK_PEERLIMIT, NETCHECK_PEER_LIMIT",
    "NETCHECK_ICPM, NETCHECK_ICMP",
    "NETCHECK_HTTP_PORT, HTTP_PORT",
  })
  void anUnknownKeyNamesItsNearestNeighbour(String unknown, String nearest) {
    assertEquals(
        List.of(unknown + "=3: expected a known setting; did you mean " + nearest + "?"),
        problems(settings(Map.of(unknown, "3"))));
  }

  @Test
  void anUnknownFlagNamesItsNearestNeighbour() {
    assertEquals(
        List.of("--pear-limit: expected a known flag; did you mean --peer-limit?"),
        problems(settings(Map.of(), "--pear-limit")));
    assertEquals(
        List.of("--zzzzzzzzzzzzzzzzz: expected a known flag"),
        problems(settings(Map.of(), "--zzzzzzzzzzzzzzzzz")));
  }

  @Test
  void theValueOfAnUnknownFlagIsNoSecondProblem() {
    assertEquals(
        List.of("--peer-limmit: expected a known flag; did you mean --peer-limit?"),
        problems(settings(Map.of(), "--peer-limmit", "3", "--http-port", "81")));
  }

  @Test
  void whatIsNoFlagIsSaidToBeNone() {
    assertEquals(
        List.of("start: expected a flag that begins with --"),
        problems(settings(Map.of(), "start", "--http-port", "81")));
  }

  @Test
  void whatKubernetesSaysOfAServiceOfThisNameIsNoMistake() {
    assertEquals(
        List.of(),
        problems(
            settings(
                Map.of(
                    "NETCHECK_EXPORTER_SERVICE_HOST", "10.96.0.7",
                    "NETCHECK_EXPORTER_SERVICE_PORT", "8080",
                    "NETCHECK_EXPORTER_SERVICE_PORT_HTTP", "8080",
                    "NETCHECK_EXPORTER_PORT", "tcp://10.96.0.7:8080",
                    "NETCHECK_EXPORTER_PORT_8080_TCP", "tcp://10.96.0.7:8080",
                    "NETCHECK_EXPORTER_PORT_8080_TCP_PROTO", "tcp",
                    "NETCHECK_EXPORTER_PORT_8080_TCP_PORT", "8080",
                    "NETCHECK_EXPORTER_PORT_8080_TCP_ADDR", "10.96.0.7"))));
    assertEquals(1, settings(Map.of("NETCHECK_EXPORTER_PORT", "8080")).problems().size());
  }

  @Test
  void othersVariablesAreNobodysBusiness() {
    assertEquals(List.of(), problems(settings(Map.of("PATH", "/bin", "netcheck_x", "1"))));
  }

  @Test
  void everyProblemIsCollectedAndTheDefaultStandsIn() {
    Settings settings =
        settings(
            Map.of("NETCHECK_PEER_LIMIT", "0", "NETCHECK_ICMP", "maybe", "NETCHECK_X_Y_Z_U", "1"),
            "--http-port=99999999999");
    assertEquals(24, settings.get(PEER_LIMIT));
    assertEquals(8080, settings.get(HTTP_PORT));
    assertTrue(settings.get(ICMP));
    settings.problem(INTERVAL, "something else");
    assertEquals(
        List.of(
            "NETCHECK_X_Y_Z_U=1: expected a known setting",
            "NETCHECK_PEER_LIMIT=0: expected a whole number from 1 to 1000",
            "HTTP_PORT=99999999999: expected a whole number from 1 to 65535",
            "NETCHECK_ICMP=maybe: expected true or false",
            "HEARTBEAT_INTERVAL: expected something else"),
        problems(settings).stream().map(line -> line.replaceAll("; did you mean .*", "")).toList());
  }
}
