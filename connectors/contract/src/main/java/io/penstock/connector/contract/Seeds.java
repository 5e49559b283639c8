package io.penstock.connector.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On the test class of a connector: how many random lives its sources and sinks go through. Without it there are {@value
 * #DEFAULT}; fewer suit a connector whose server takes its time. {@code -Dpenstock.contract.seeds=N} is stronger.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
public @interface Seeds {
    /** What counts where nothing is said. */
    int DEFAULT = 20;

    /** How many, from seed 1 on. */
    int value();
}
