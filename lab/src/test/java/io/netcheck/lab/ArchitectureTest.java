// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The dependencies between the packages of the lab: wire, cluster, scenario, command line. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.netcheck.lab");

  @Test
  void aNetworkKnowsNothingOfWhatRunsOnIt() {
    noClasses()
        .that()
        .resideInAPackage("io.netcheck.lab.wire..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.netcheck.lab.cluster..",
            "io.netcheck.lab.scenario..",
            "io.netcheck.agent..",
            "io.netcheck.exporter..",
            "io.netcheck.protocol..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.netcheck.lab.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
