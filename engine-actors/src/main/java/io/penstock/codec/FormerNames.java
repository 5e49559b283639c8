package io.penstock.codec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names that a record, a record component, an enum or an enum constant had when data was written that is still to be
 * read, oldest first. For a type the name without package and enclosing classes; moving a type needs no annotation.
 * The stable hash of a record goes by the oldest names of its components.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface FormerNames {
    String[] value();
}
