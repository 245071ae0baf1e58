// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The images, built from the Dockerfile by buildah and started. */
@ExtendWith(Images.Build.class)
@MachineTest
class ImagesTest {
  private static Image agent;
  private static Image exporter;

  @BeforeAll
  static void build(Images images) {
    agent = images.agent();
    exporter = images.exporter();
  }

  @ParameterizedTest
  @CsvSource({"agent,75", "exporter,130"})
  void theImageIsSmall(String program, int megabytes) throws IOException {
    long bytes;
    try (Stream<Path> files = Files.walk(image(program).files())) {
      bytes = files.mapToLong(ImagesTest::size).sum();
    }

    System.out.printf("image of the %s: %.1f MB of at most %d%n", program, bytes / 1e6, megabytes);
    assertTrue(bytes <= megabytes * 1_000_000L, () -> program + " has " + bytes + " bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent", "exporter"})
  void theImageHasNeitherShellNorWritableFiles(String program) throws IOException {
    Path root = image(program).files();
    Set<String> programs;
    try (Stream<Path> files = Files.walk(root)) {
      programs =
          files
              .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .filter(Files::isExecutable)
              .map(file -> root.relativize(file).toString())
              .filter(file -> !file.contains(".so"))
              .collect(Collectors.toSet());
    }

    assertEquals(
        Set.of(),
        programs.stream()
            .filter(file -> !file.startsWith("opt/netcheck/java/"))
            .collect(Collectors.toSet()));
    assertEquals(
        "",
        ProgramRun.output(
            List.of(
                "find",
                root.resolve("opt").toString(),
                "(",
                "-perm",
                "/022",
                "-not",
                "-type",
                "l",
                ")",
                "-o",
                "-not",
                "-user",
                "0")));
  }

  @ParameterizedTest
  @CsvSource({"agent,6100/tcp 6100/udp", "exporter,8080/tcp"})
  void theImageSaysWhatItIs(String program, String ports) {
    Image image = image(program);

    assertEquals("65532:65532", image.config().path("User").asText());
    assertEquals("SIGTERM", image.config().path("StopSignal").asText());
    for (String port : ports.split(" ", -1)) {
      assertTrue(image.config().path("ExposedPorts").has(port), port);
    }
    for (String label :
        List.of("title", "description", "source", "licenses", "version", "revision", "created")) {
      String value =
          image.config().path("Labels").path("org.opencontainers.image." + label).asText();
      assertFalse(value.isEmpty(), label);
    }
    assertEquals(
        Project.version(),
        image.config().path("Labels").path("org.opencontainers.image.version").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent", "exporter"})
  void theImageHasTheLicencesAndTheBillOfMaterials(String program) throws IOException {
    Path home = image(program).files().resolve("opt/netcheck");

    assertEquals(
        -1,
        Files.mismatch(
            Project.ROOT.resolve("images/THIRD-PARTY-" + program + ".md"),
            home.resolve("THIRD-PARTY.md")));
    assertEquals(
        -1,
        Files.mismatch(Project.sbom(program), home.resolve("netcheck-" + program + ".cdx.json")));
    assertTrue(Files.exists(home.resolve("java/legal/java.base/LICENSE")));
    assertTrue(Files.exists(home.resolve("LICENSE")));
  }

  /** Requires the AOT cache: if the JVM cannot use the cache, it does not start. */
  @ParameterizedTest
  @CsvSource({"agent,6100", "exporter,8080"})
  void theProgramStartsFromItsCacheIsHealthyAndEndsWhenTold(String program, int port)
      throws Exception {
    try (Container container =
        Container.start(
            image(program),
            address(program),
            port,
            "JDK_JAVA_OPTIONS=-XX:AOTMode=on",
            own(program))) {
      long millis = container.awaitReady();
      System.out.printf(
          "%s: ready after %d ms (%d ms of processor time), %.1f MiB resident%n",
          program, millis, container.cpuMillis(), container.residentKib() / 1024.0);

      ProgramRun.ExitResult health = container.healthcheck();
      assertEquals(0, health.status(), health.output());
      assertEquals("", health.output());
      int code = container.stop();
      assertTrue(code == 0 || code == 143, () -> "exit code " + code);
      assertTrue(container.log().contains("JDK_JAVA_OPTIONS"), container.log());
    }
  }

  /**
   * A JVM does not check that the machine code of a cache is for its processor. So the cache has
   * none: the JVM says so if it is asked to use such code.
   */
  @ParameterizedTest
  @ValueSource(strings = {"agent", "exporter"})
  void theCacheHasNoCodeForTheProcessorThatItWasMadeOn(String program) throws IOException {
    String output =
        version(
            image(program),
            "65532:65532",
            "-XX:AOTMode=on",
            "-XX:+AOTAdapterCaching",
            "-XX:+AOTStubCaching",
            "-Xlog:aot+codecache*=info");

    assertTrue(output.contains("AOT Code Cache is empty"), output);
    assertFalse(output.contains("AOT code entries"), output);
  }

  /** As OpenShift runs it: a user of the namespace's range, and group 0. */
  @ParameterizedTest
  @ValueSource(strings = {"agent", "exporter"})
  void theProgramRunsAsAnyUserInGroup0(String program) throws IOException {
    String output = version(image(program), "1000680000:0", "-XX:AOTMode=on");
    assertTrue(output.contains("netcheck " + program + " " + Project.version()), output);
  }

  /** What the program says of its version, started with these additional flags of the JVM. */
  private static String version(Image image, String user, String... flags) throws IOException {
    String root = image.files().toString();
    List<String> words = new ArrayList<>(image.entrypoint());
    words.set(0, "/opt/netcheck/java/bin/java");
    words.addAll(words.indexOf("-jar"), List.of(flags));
    words.add("--version");
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t proc proc \"$0/proc\" && mount --bind /dev \"$0/dev\" && exec /usr/sbin/chroot \"$@\"",
                root,
                "--userspec=" + user,
                "--groups=",
                root));
    command.addAll(words);
    return ProgramRun.output(command);
  }

  @Test
  void aCacheThatDoesNotFitIsNoticed() throws Exception {
    // Compact headers change the contents of the cache.
    try (Container container =
        Container.start(
            agent,
            "10.0.0.1",
            6100,
            "JDK_JAVA_OPTIONS=-XX:AOTMode=on -XX:+UseCompactObjectHeaders",
            own("agent"))) {
      assertEquals(1, container.exit(), container.log());
      assertTrue(container.log().contains("AOT cache"), container.log());
    }
  }

  @Test
  void theHealthCheckFailsWithoutAnAnswer() throws Exception {
    try (Container container =
        Container.start(agent, "10.0.0.1", 6101, "CLIENT_PORT=6101", own("agent"))) {
      container.awaitReady();
      assertEquals(0, container.healthcheck().status());

      List<String> elsewhere = new ArrayList<>(agent.healthcheck());
      elsewhere.set(elsewhere.size() - 1, "http://10.0.0.1:6100/-/healthy");
      ProgramRun.ExitResult health = container.execute(elsewhere);
      assertEquals(1, health.status());
      assertTrue(health.output().startsWith("HealthCheck: http://10.0.0.1:6100/-/healthy: "));
      assertEquals(1, health.output().lines().count(), health.output());
    }
  }

  @Test
  void theAgentOfOneImageReportsToTheExporterOfTheOther() throws Exception {
    try (Container first = Container.start(exporter, "127.0.0.1", 8080)) {
      first.awaitReady();
      try (Container second =
          first.startBeside(agent, own("agent"), "SERVER_URL=http://127.0.0.1:8080")) {
        await()
            .atMost(Duration.ofMinutes(5))
            .until(() ->
                metrics(first, "127.0.0.1:8080")
                    .matches("(?s).*\\nnetcheck_clients\\{[^}]*active[^}]*} 1(\\.0)?\\n.*"));
        // The ICMP socket, opened with foreign functions and without capabilities.
        String probes = metrics(first, "10.0.0.1:6100");
        assertTrue(
            probes.lines().anyMatch(line -> line.matches(".*probe_supported.*icmp.* 1(\\.0)?")),
            probes);
        int code = second.stop();
        assertTrue(code == 0 || code == 143, () -> "exit code " + code);
      }
    }
  }

  /**
   * The libraries for etcd and Kubernetes are loaded and find no server. A missing class would
   * cause an error.
   */
  @Test
  void theRuntimeHasWhatTheLibrariesOfEtcdAndKubernetesNeed() throws Exception {
    Path config = exporter.files().resolve("etc/kubeconfig");
    Files.writeString(
        config,
        """
        apiVersion: v1
        kind: Config
        current-context: here
        contexts: [{name: here, context: {cluster: here, user: me}}]
        clusters: [{name: here, cluster: {server: "https://127.0.0.1:9"}}]
        users: [{name: me, user: {token: secret}}]
        """);
    try (Container container =
        Container.start(
            exporter,
            "127.0.0.1",
            8080,
            "NETCHECK_STORE=etcd:http://127.0.0.1:9",
            "NETCHECK_KUBERNETES=on",
            "KUBECONFIG=/etc/kubeconfig")) {
      await()
          .atMost(Duration.ofMinutes(5))
          .until(() -> {
            String said = container.log();
            return said.contains("etcd") && said.contains("kubernetes");
          });
      container.awaitReady();
      String log = container.log();
      assertFalse(log.contains("NoClassDefFoundError") || log.contains("ClassNotFound"), log);
    }
  }

  private static String metrics(Container container, String address) throws IOException {
    return container.beside("curl", "-s", "http://" + address + "/metrics").output();
  }

  private static String own(String program) {
    return program.equals("agent") ? "NODE_IP=10.0.0.1" : "HTTP_PORT=8080";
  }

  private static String address(String program) {
    return program.equals("agent") ? "10.0.0.1" : "127.0.0.1";
  }

  private static Image image(String program) {
    return program.equals("agent") ? agent : exporter;
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
