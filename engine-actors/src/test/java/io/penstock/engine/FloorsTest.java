package io.penstock.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.penstock.Penstock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * The house rules that a compiler does not know. Packages stand on floors: one sees the floors below it, and not its
 * siblings. To change the table is a decision to write down.
 */
class FloorsTest {
    private static final String ROOT = "io.penstock";

    /** From the ground up; packages on one line do not see each other. */
    private static final List<List<String>> FLOORS = List.of(
            List.of("codec"),
            List.of("time"),
            List.of("function"),
            List.of("connector"),
            List.of("graph"),
            List.of("api"),
            List.of("engine.element", "engine.clock", "engine.metrics"),
            List.of("engine.state"),
            List.of("engine.gate"),
            List.of("engine.operator"),
            List.of("engine.checkpoint"),
            List.of("engine.task"),
            List.of("engine.savepoint"),
            List.of("engine.job"),
            List.of(""));

    /** What stands where the entry point does: the module without its tests. */
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(Penstock.class.getProtectionDomain().getCodeSource().getLocation());

    private static String nameOf(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }

    private static Map<String, Integer> floors() {
        Map<String, Integer> floors = new TreeMap<>();
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            for (String name : FLOORS.get(floor)) {
                floors.put(name, floor);
            }
        }
        return floors;
    }

    @Test
    void everyPackageHasAFloor() {
        Set<String> packages = new TreeSet<>();
        CLASSES.forEach(type -> packages.add(nameOf(type)));

        assertThat(packages).isEqualTo(floors().keySet());
    }

    @Test
    void packageSeesLowerFloorsOnly() {
        Map<String, Integer> floors = floors();
        Set<String> upward = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            type.getDirectDependenciesFromSelf().forEach(dependency -> {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (!target.getPackageName().startsWith(ROOT) || nameOf(target).equals(nameOf(type))) {
                    return;
                }
                Integer from = floors.get(nameOf(type));
                Integer to = floors.get(nameOf(target));
                if (from == null || to == null || to >= from) {
                    upward.add(type.getName() + " -> " + target.getName());
                }
            });
        }

        assertThat(upward).isEmpty();
    }

    @Test
    void engineKnowsNoStorageAndNoBroker() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("net.openhft..", "software.chronicle..", "org.apache.kafka..", "com.rabbitmq..")
                .check(CLASSES);
    }

    @Test
    void nothingUsesJavaSerialization() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectOutputStream")
                .check(CLASSES);
    }

    @Test
    void timeAndChanceComeFromTheClockOnly() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.penstock.connector.MachineClock")
                .should(call(
                        "read a clock or draw a random number",
                        Set.of(
                                "java.lang.System.currentTimeMillis",
                                "java.lang.System.nanoTime",
                                "java.time.Instant.now",
                                "java.time.LocalDate.now",
                                "java.time.LocalDateTime.now",
                                "java.util.UUID.randomUUID",
                                "java.lang.Math.random",
                                "java.util.Random.<init>",
                                "java.security.SecureRandom.<init>",
                                "java.util.concurrent.ThreadLocalRandom.current")))
                .check(CLASSES);
    }

    @Test
    void nothingBlocksAThreadOfTheEngine() {
        noClasses()
                .should(call(
                        "wait on a thread",
                        Set.of(
                                "java.lang.Thread.sleep",
                                "java.lang.Thread.join",
                                "java.lang.Object.wait",
                                "java.util.concurrent.locks.LockSupport.park",
                                "java.util.concurrent.locks.LockSupport.parkNanos",
                                "java.util.concurrent.Future.get",
                                "java.util.concurrent.CompletableFuture.get",
                                "java.util.concurrent.CompletableFuture.join",
                                "java.util.concurrent.CountDownLatch.await",
                                "java.util.concurrent.Semaphore.acquire",
                                "java.util.concurrent.BlockingQueue.take",
                                "java.util.concurrent.BlockingQueue.put",
                                "scala.concurrent.Await.result",
                                "scala.concurrent.Await.ready",
                                "scala.concurrent.Await$.result",
                                "scala.concurrent.Await$.ready")))
                .check(CLASSES);
    }

    private static ArchCondition<JavaClass> call(String what, Set<String> forbidden) {
        return new ArchCondition<>(what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                    AccessTarget target = access.getTarget();
                    if (forbidden.contains(target.getOwner().getName() + "." + target.getName())) {
                        events.add(SimpleConditionEvent.satisfied(type, access.getDescription()));
                    }
                }
            }
        };
    }

    @Test
    void everyPackageIsNullMarkedAndSaysWhatItIs() {
        Set<String> bare = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            JavaPackage home = type.getPackage();
            if (home.tryGetPackageInfo()
                    .map(info -> !info.isAnnotatedWith(NullMarked.class))
                    .orElse(true)) {
                bare.add(home.getName());
            }
        }

        assertThat(bare).isEmpty();
    }

    /** Names that say nothing: what such a class does has a better one. */
    @Test
    void noNameEndsInAWordThatSaysNothing() {
        classes()
                .should()
                .haveSimpleNameNotEndingWith("Manager")
                .andShould()
                .haveSimpleNameNotEndingWith("Helper")
                .andShould()
                .haveSimpleNameNotEndingWith("Util")
                .andShould()
                .haveSimpleNameNotEndingWith("Utils")
                .andShould()
                .haveSimpleNameNotEndingWith("Impl")
                .andShould()
                .haveSimpleNameNotEndingWith("Data")
                .andShould()
                .haveSimpleNameNotEndingWith("Info")
                .check(CLASSES.that(DescribedPredicate.describe(
                        "are no package-info", type -> !type.getSimpleName().equals("package-info"))));
    }
}
