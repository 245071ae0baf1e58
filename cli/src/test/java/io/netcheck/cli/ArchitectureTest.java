// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms, as {@code docs/architecture.md} draws them. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.netcheck");

  private static final List<String> EXTENSIONS =
      List.of("io.netcheck.kubernetes..", "io.netcheck.etcd..", "io.netcheck.legacy..");

  private static void neverSees(String here, String... there) {
    noClasses()
        .that()
        .resideInAPackage(here)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(there)
        .check(CLASSES);
  }

  @Test
  void agentAndExporterNeverSeeEachOther() {
    neverSees("io.netcheck.agent..", "io.netcheck.exporter..", "io.netcheck.report..");
    neverSees("io.netcheck.exporter..", "io.netcheck.agent..");
  }

  @Test
  void theReportStandsOnTheProtocolAlone() {
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

  /** So that each of them can be taken out, or kept out of an exporter that does not need it. */
  @Test
  void onlyTheServerKnowsWhatExtendsTheExporter() {
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
  void onlyTheProgramsAboveItKnowTheServer() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.netcheck.server..", "io.netcheck.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netcheck.server..")
        .check(CLASSES);
  }

  @Test
  void theProtocolKnowsNobody() {
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
  void whatEveryProcessStandsOnKnowsNoneOfThem() {
    neverSees(
        "io.netcheck.daemon..",
        "io.netcheck.agent..",
        "io.netcheck.exporter..",
        "io.netcheck.protocol..");
  }

  @Test
  void theAgentHasNeitherDatabindNorTheBigHttpClient() {
    for (String part : new String[] {"agent", "protocol", "daemon"}) {
      neverSees(
          "io.netcheck." + part + "..", "com.fasterxml.jackson.databind..", "java.net.http..");
    }
  }

  @Test
  void onePackageKnowsTheClientOfKubernetes() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.netcheck.kubernetes..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8..")
        .check(CLASSES);
  }

  @Test
  void onlyTheStoreInEtcdKnowsItsClient() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.netcheck.etcd..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.etcd..", "io.grpc..", "io.vertx..", "io.netty..", "com.google..")
        .check(CLASSES);
  }

  @Test
  void nothingThatIsShippedStandsOnWhatTestsStandOn() {
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
}
