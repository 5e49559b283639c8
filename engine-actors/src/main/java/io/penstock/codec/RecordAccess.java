package io.penstock.codec;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Reaches into one record class, private ones too. */
final class RecordAccess {

    /** More components than that are read through an array: the combined handle would take long to make. */
    private static final int MOST_COMBINED = 64;

    private static final MethodHandles.Lookup OURS = MethodHandles.lookup();

    private final Class<?> type;
    private final MethodHandles.Lookup lookup;

    RecordAccess(Class<?> type) {
        this.type = type;
        try {
            this.lookup = MethodHandles.privateLookupIn(type, OURS);
        } catch (IllegalAccessException e) {
            throw new UnsupportedTypeException(
                    "Record " + type.getName() + " cannot be read: let its module say \"opens "
                            + type.getPackageName() + "\", or start the JVM with --add-opens "
                            + type.getModule().getName() + "/" + type.getPackageName() + "=ALL-UNNAMED",
                    e);
        }
    }

    @SuppressWarnings("unchecked")
    ToLongFunction<Object> longs(RecordComponent component) {
        return (ToLongFunction<Object>) getter(component, ToLongFunction.class, "applyAsLong", long.class);
    }

    @SuppressWarnings("unchecked")
    ToIntFunction<Object> ints(RecordComponent component) {
        return (ToIntFunction<Object>) getter(component, ToIntFunction.class, "applyAsInt", int.class);
    }

    @SuppressWarnings("unchecked")
    ToDoubleFunction<Object> doubles(RecordComponent component) {
        return (ToDoubleFunction<Object>) getter(component, ToDoubleFunction.class, "applyAsDouble", double.class);
    }

    @SuppressWarnings("unchecked")
    Predicate<Object> booleans(RecordComponent component) {
        return (Predicate<Object>) getter(component, Predicate.class, "test", boolean.class);
    }

    @SuppressWarnings("unchecked")
    Function<Object, @Nullable Object> objects(RecordComponent component) {
        return (Function<Object, @Nullable Object>) getter(component, Function.class, "apply", Object.class);
    }

    private Object getter(RecordComponent component, Class<?> shape, String method, Class<?> result) {
        MethodType erased = methodType(result, Object.class);
        try {
            MethodHandle getter = lookup.unreflect(component.getAccessor());
            Class<?> boxed = methodType(component.getType()).wrap().returnType();
            MethodType actual = methodType(result == Object.class ? boxed : result, type);
            try {
                return LambdaMetafactory.metafactory(lookup, method, methodType(shape), erased, getter, actual)
                        .getTarget()
                        .invoke();
            } catch (LambdaConversionException | IllegalArgumentException e) {
                // A record of another module, even an open one, does not take new classes from us.
                return MethodHandleProxies.asInterfaceInstance(shape, getter.asType(erased));
            }
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new UnsupportedTypeException(
                    "Component " + component.getName() + " of record " + type.getName() + " cannot be read", e);
        }
    }

    /** The canonical constructor as (Object[])Object. */
    MethodHandle fromArray() {
        MethodHandle constructor = constructor();
        return constructor
                .asSpreader(Object[].class, constructor.type().parameterCount())
                .asType(methodType(Object.class, Object[].class));
    }

    /** The canonical constructor as (BinaryInput)Object, its arguments read in order by these codecs. */
    MethodHandle fromInput(List<Component> components) {
        MethodHandle constructor = constructor();
        int count = components.size();
        if (count > MOST_COMBINED) {
            return throughArray(components);
        }
        MethodHandle[] readers = new MethodHandle[count];
        for (int i = 0; i < count; i++) {
            readers[i] = reader(constructor.type().parameterType(i), components.get(i).codec);
        }
        MethodHandle combined = MethodHandles.filterArguments(constructor, 0, readers)
                .asType(methodType(Object.class, repeated(BinaryInput.class, count)));
        return MethodHandles.permuteArguments(combined, methodType(Object.class, BinaryInput.class), new int[count]);
    }

    private static Class<?>[] repeated(Class<?> each, int count) {
        Class<?>[] types = new Class<?>[count];
        Arrays.fill(types, each);
        return types;
    }

    private MethodHandle throughArray(List<Component> components) {
        Component[] parts = components.toArray(Component[]::new);
        Decoder<@Nullable Object[]> arguments = in -> {
            @Nullable Object[] values = new Object[parts.length];
            for (int i = 0; i < parts.length; i++) {
                values[i] = parts[i].decode(in);
            }
            return values;
        };
        return MethodHandles.filterArguments(
                fromArray(),
                0,
                decoding(Decoder.class, arguments).asType(methodType(Object[].class, BinaryInput.class)));
    }

    /** Reads one argument: (BinaryInput)type. */
    private static MethodHandle reader(Class<?> type, Codec<?> codec) {
        try {
            if (type == long.class) {
                return ofInput("readLong", long.class);
            } else if (type == double.class) {
                return ofInput("readDouble", double.class);
            } else if (type == int.class) {
                return ofInput("readInt", int.class);
            } else if (type == boolean.class) {
                return ofInput("readBoolean", boolean.class);
            } else if (type == String.class) {
                return OURS.findStatic(RecordAccess.class, "readString", methodType(String.class, BinaryInput.class));
            }
            return decoding(Codec.class, codec).asType(methodType(type, BinaryInput.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Broken invariant: no reader of " + type, e);
        }
    }

    private static MethodHandle ofInput(String method, Class<?> result) throws ReflectiveOperationException {
        return OURS.findVirtual(BinaryInput.class, method, methodType(result));
    }

    private static MethodHandle decoding(Class<?> shape, Object codecOrDecoder) {
        try {
            return OURS.findVirtual(shape, "decode", methodType(Object.class, BinaryInput.class))
                    .bindTo(codecOrDecoder);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Broken invariant: no decode in " + shape, e);
        }
    }

    @SuppressWarnings("UnusedMethod") // by its name, in reader()
    private static @Nullable String readString(BinaryInput in) {
        return in.readBoolean() ? in.readUtf8() : null;
    }

    private MethodHandle constructor() {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return lookup.findConstructor(type, methodType(void.class, types));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new UnsupportedTypeException("Constructor of record " + type.getName() + " cannot be called", e);
        }
    }
}
