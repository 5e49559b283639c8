package io.penstock.connector.contract;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Runs a test once for each seed, which it takes as its parameter. */
final class SeedNumbers implements TestTemplateInvocationContextProvider {
    private static final String PROPERTY = "penstock.contract.seeds";

    /** How many seeds the tests of a class have. */
    static int of(Class<?> tests) {
        Seeds declared = tests.getAnnotation(Seeds.class);
        int number = Integer.getInteger(PROPERTY, declared == null ? Seeds.DEFAULT : declared.value());
        if (number < 1) {
            throw new IllegalArgumentException(
                    "-D" + PROPERTY + " and @Seeds are to be 1 or more, not " + number + ", for " + tests.getName());
        }
        return number;
    }

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        return IntStream.rangeClosed(1, of(context.getRequiredTestClass())).mapToObj(Invocation::new);
    }

    private record Invocation(int seed) implements TestTemplateInvocationContext, ParameterResolver {
        @Override
        public String getDisplayName(int index) {
            return "seed " + seed;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == int.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return seed;
        }
    }
}
