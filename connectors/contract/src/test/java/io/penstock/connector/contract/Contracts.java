package io.penstock.connector.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs the tests of a class within a test. */
final class Contracts {
    private Contracts() {}

    /** Names of the methods that fail, and how many there are in all. */
    record Outcome(List<String> failed, long all) {}

    static Outcome run(Class<?> tests) {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute();
        List<String> failed = results.testEvents().failed().stream()
                .map(event -> event.getTestDescriptor().getUniqueId().toString())
                .map(id -> id.replaceAll(".*\\[(?:method|test-template):([^(]+)\\(.*", "$1"))
                .distinct()
                .sorted()
                .toList();
        return new Outcome(failed, results.testEvents().finished().count());
    }
}
