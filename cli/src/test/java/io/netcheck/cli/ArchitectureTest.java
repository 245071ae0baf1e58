// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The dependencies between the modules, as {@code docs/architecture.md} shows them. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.netcheck");

  private static final List<String> EXTENSIONS =
      List.of("io.netcheck.kubernetes..", "io.netcheck.etcd..", "io.netcheck.legacy..");

  private static void doesNotDependOn(String here, String... there) {
    noClasses()
        .that()
        .resideInAPackage(here)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(there)
        .check(CLASSES);
  }

  @Test
  void agentAndExporterDoNotDependOnEachOther() {
    doesNotDependOn("io.netcheck.agent..", "io.netcheck.exporter..", "io.netcheck.report..");
    doesNotDependOn("io.netcheck.exporter..", "io.netcheck.agent..");
  }

  @Test
  void theReportDependsOnTheProtocolAlone() {
    classes()
        .that()
        .resideInAPackage("io.netcheck.report..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.netcheck.report..",
            "io.netcheck.protocol..",
            "java..",
            "com.fasterxml.jackson..",
            "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void theVerdictDependsOnTheProtocolAlone() {
    classes()
        .that()
        .resideInAPackage("io.netcheck.verdict..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.netcheck.verdict..",
            "io.netcheck.protocol..",
            "java..",
            "com.fasterxml.jackson..",
            "org.jspecify..")
        .check(CLASSES);
  }

  /** So that a judgement needs nothing but a situation. */
  @Test
  void theEngineKnowsNoRecordings() {
    noClasses()
        .that()
        .resideInAPackage("io.netcheck.verdict")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netcheck.verdict.recording..", "com.fasterxml.jackson..")
        .check(CLASSES);
  }

  /** So that each of them can be removed, or left out of an exporter that does not need it. */
  @Test
  void onlyTheServerDependsOnTheExtensionsOfTheExporter() {
    for (String extension : EXTENSIONS) {
      noClasses()
          .that()
          .resideOutsideOfPackages(extension, "io.netcheck.server..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(extension)
          .check(CLASSES);
    }
  }

  @Test
  void onlyTheProgramsDependOnTheServer() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.netcheck.server..", "io.netcheck.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netcheck.server..")
        .check(CLASSES);
  }

  @Test
  void theProtocolDependsOnNoOtherModule() {
    classes()
        .that()
        .resideInAPackage("io.netcheck.protocol..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.netcheck.protocol..", "java..", "com.fasterxml.jackson.core..", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void theDaemonDependsOnNoProgram() {
    doesNotDependOn(
        "io.netcheck.daemon..",
        "io.netcheck.agent..",
        "io.netcheck.exporter..",
        "io.netcheck.protocol..");
  }

  @Test
  void theAgentHasNeitherDatabindNorTheBigHttpClient() {
    for (String part : new String[] {"agent", "protocol", "daemon"}) {
      doesNotDependOn(
          "io.netcheck." + part + "..", "com.fasterxml.jackson.databind..", "java.net.http..");
    }
  }

  /** So that what it shows comes from nowhere but the API. */
  @Test
  void thePageKnowsNothingOfTheExporter() {
    classes()
        .that()
        .resideInAPackage("io.netcheck.page..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.netcheck.page..",
            "io.netcheck.daemon..",
            "java..",
            "org.commonmark..",
            "org.jspecify..")
        .check(CLASSES);
  }

  /** All others log with SLF4J and know no provider. */
  @Test
  void onlyProcessesAndWhoSilencesALibraryUseTheLog() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.netcheck.log..",
            "io.netcheck.daemon",
            "io.netcheck.kubernetes..",
            "io.netcheck.etcd..",
            "io.netcheck.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netcheck.log..")
        .check(CLASSES);
    doesNotDependOn(
        "io.netcheck.log..", "io.netcheck.daemon..", "io.netcheck.protocol..", "io.prometheus..");
  }

  @Test
  void onlyOneModuleUsesTheKubernetesClient() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.netcheck.kubernetes..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8..")
        .check(CLASSES);
  }

  @Test
  void onlyOneModuleUsesTheEtcdClient() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.netcheck.etcd..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.etcd..", "io.grpc..", "io.vertx..", "com.google..")
        .check(CLASSES);
  }

  /** So that none of it reaches the agent, whose HTTP server is that of the JDK. */
  @Test
  void onlyTheExportersServerAndTheEtcdClientUseNetty() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.netcheck.netty..", "io.netcheck.etcd..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages("io.netcheck.netty..", "io.netcheck.exporter")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netcheck.netty..")
        .check(CLASSES);
  }

  /**
   * So that routes, requests and limits are the same with every server. The adapter of the library
   * for metrics renders to an exchange of the JDK's.
   */
  @Test
  void onlyOnePackageUsesTheServerOfTheJdk() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.netcheck.daemon.http.jdk..", "io.netcheck.lab..", "io.netcheck.testing..")
        .and()
        .haveNameNotMatching("io\\.netcheck\\.daemon\\.web\\.(MetricsPage|ScrapeExchange).*")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.net.httpserver..")
        .check(CLASSES);
  }

  @Test
  void shippedCodeDoesNotDependOnTestCode() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.netcheck.testing..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netcheck.testing..", "org.junit..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.netcheck.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void noSimpleNameStandsTwiceInOneModule() {
    Map<String, List<String>> classes = new TreeMap<>();
    for (JavaClass type : CLASSES) {
      if (!type.isAnonymousClass()
          && !type.isLocalClass()
          && !type.getSimpleName().equals("package-info")) {
        // The module is the package below io.netcheck.
        String module = type.getPackageName().split("\\.", 4)[2];
        classes
            .computeIfAbsent(module + ": " + type.getSimpleName(), _ -> new ArrayList<>())
            .add(type.getName());
      }
    }
    classes.values().removeIf(names -> names.size() < 2);
    assertEquals(Map.of(), classes);
  }

  /** Other modules use TLS through the web configuration and {@code ClientTls} only. */
  @Test
  void onlyTheDaemonUsesTheServerSideOfTls() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.netcheck.daemon..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.netcheck.daemon.tls.ServerTls")
        .check(CLASSES);
  }
}
