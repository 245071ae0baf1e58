// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms, as {@code docs/architecture.md} draws them. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.netcheck");

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
    neverSees("io.netcheck.agent..", "io.netcheck.exporter..");
    neverSees("io.netcheck.exporter..", "io.netcheck.agent..");
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
        .resideOutsideOfPackage("io.netcheck.exporter.kubernetes..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8..")
        .check(CLASSES);
  }

  @Test
  void onlyTheStoreKnowsEtcd() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.netcheck.exporter.store..")
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
