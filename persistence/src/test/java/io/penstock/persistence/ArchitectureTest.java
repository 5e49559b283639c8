package io.penstock.persistence;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The floors of this module; changing them is a decision to write down in the package's description. */
@AnalyzeClasses(packages = "io.penstock.persistence", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule onlyOnePackageTouchesChronicle = noClasses()
            .that()
            .resideOutsideOfPackage("io.penstock.persistence.chronicle")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("net.openhft..");

    @ArchTest
    static final ArchRule theStoreKnowsNoPekko = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.penstock.persistence", "io.penstock.persistence.store", "io.penstock.persistence.chronicle")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.pekko..", "scala..");

    @ArchTest
    static final ArchRule theGroundFloorSeesNothingOfOurs = noClasses()
            .that()
            .resideInAPackage("io.penstock.persistence")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.penstock.persistence.*..");

    @ArchTest
    static final ArchRule nothingOfTheEngine = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.penstock.api..", "io.penstock.engine..", "io.penstock.cluster..", "io.penstock.connectors..");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.penstock.persistence.(*)..").should().beFreeOfCycles();

    private ArchitectureTest() {}
}
