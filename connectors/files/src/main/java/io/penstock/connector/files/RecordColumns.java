package io.penstock.connector.files;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The columns of a record class: its components, in order. */
final class RecordColumns {
    private RecordColumns() {}

    static <R extends Record> List<CsvColumn<R>> of(Class<R> type) {
        List<CsvColumn<R>> columns = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (!isWritable(component.getType())) {
                throw new IllegalArgumentException("component '" + component.getName() + "' of "
                        + type.getSimpleName() + " is a " + component.getType().getSimpleName()
                        + ", which is not one field; legal are numbers, booleans, characters, strings, enums, UUID and"
                        + " the types of java.time. Name the columns one by one: FileSink.csv(directory,"
                        + " CsvColumn.of(\"name\", value -> ...))");
            }
            MethodHandle accessor = accessor(type, component.getAccessor());
            columns.add(new CsvColumn<>(component.getName(), value -> read(accessor, value)));
        }
        return columns;
    }

    private static boolean isWritable(Class<?> type) {
        return type.isPrimitive()
                || type.isEnum()
                || (Number.class.isAssignableFrom(type) && type.getPackageName().equals("java.lang"))
                || CharSequence.class.isAssignableFrom(type)
                || Temporal.class.isAssignableFrom(type)
                || type == Boolean.class
                || type == Character.class
                || type == BigDecimal.class
                || type == BigInteger.class
                || type == Duration.class
                || type == UUID.class;
    }

    private static MethodHandle accessor(Class<?> type, Method method) {
        try {
            method.setAccessible(true);
            return MethodHandles.lookup().unreflect(method).asType(MethodType.methodType(Object.class, Record.class));
        } catch (IllegalAccessException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "the components of " + type.getName() + " cannot be read (" + e
                            + "): make the record public, or open its package to this one",
                    e);
        }
    }

    private static Object read(MethodHandle accessor, Record value) {
        try {
            return (Object) accessor.invokeExact(value);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a component of " + value + " cannot be read", e);
        }
    }
}
