package io.penstock.codec;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From one Java type to its codec. A record is built once and defined in the schema where it is met first; further places
 * in the same tree get a reference.
 */
final class CodecBuilder {

    /** Type arguments nest no deeper; beyond are records that contain ever larger instances of themselves. */
    private static final int MOST_NESTED_ARGUMENTS = 16;

    /** Ends with the class, so a job's classes can be unloaded. */
    private static final ClassValue<Codec<?>> CACHE = new ClassValue<>() {
        @Override
        protected Codec<?> computeValue(Class<?> type) {
            return new CodecBuilder(type, List.of()).build();
        }
    };

    private static final Map<Class<?>, Codec<?>> SCALARS = Map.ofEntries(
            Map.entry(String.class, Codecs.STRING),
            Map.entry(Long.class, Codecs.LONG),
            Map.entry(long.class, Codecs.LONG),
            Map.entry(Integer.class, Codecs.INT),
            Map.entry(int.class, Codecs.INT),
            Map.entry(Short.class, Codecs.SHORT),
            Map.entry(short.class, Codecs.SHORT),
            Map.entry(Byte.class, Codecs.BYTE),
            Map.entry(byte.class, Codecs.BYTE),
            Map.entry(Boolean.class, Codecs.BOOLEAN),
            Map.entry(boolean.class, Codecs.BOOLEAN),
            Map.entry(Double.class, Codecs.DOUBLE),
            Map.entry(double.class, Codecs.DOUBLE),
            Map.entry(Float.class, Codecs.FLOAT),
            Map.entry(float.class, Codecs.FLOAT),
            Map.entry(Character.class, Codecs.CHAR),
            Map.entry(char.class, Codecs.CHAR),
            Map.entry(byte[].class, Codecs.BYTES),
            Map.entry(java.math.BigDecimal.class, Codecs.BIG_DECIMAL),
            Map.entry(java.time.Instant.class, Codecs.INSTANT),
            Map.entry(java.time.LocalDate.class, Codecs.LOCAL_DATE),
            Map.entry(java.time.LocalDateTime.class, Codecs.LOCAL_DATE_TIME),
            Map.entry(java.time.Duration.class, Codecs.DURATION),
            Map.entry(java.util.UUID.class, Codecs.UUID));

    /** Types that scalars have in common. */
    private static final Set<Class<?>> ANY_SCALAR =
            Set.of(Object.class, Number.class, Comparable.class, CharSequence.class, java.io.Serializable.class);

    private static final Map<Class<?>, Object> PRIMITIVE_ZEROS = Map.of(
            long.class,
            0L,
            int.class,
            0,
            short.class,
            (short) 0,
            byte.class,
            (byte) 0,
            boolean.class,
            false,
            double.class,
            0.0,
            float.class,
            0.0f,
            char.class,
            '\0');

    private final TypeNode root;
    private final List<CodecProvider> providers;
    private final Map<TypeNode, RecordCodec<?>> records = new HashMap<>();

    CodecBuilder(Type root, List<CodecProvider> explicit) {
        this.root = TypeNode.of(root);
        this.providers = new ArrayList<>(explicit);
        ClassLoader loader = this.root.raw().getClassLoader();
        ServiceLoader.load(CodecProvider.class, loader == null ? CodecProvider.class.getClassLoader() : loader)
                .forEach(providers::add);
    }

    @SuppressWarnings("unchecked") // computed for this class
    static <T> Codec<T> cached(Class<T> type) {
        return (Codec<T>) CACHE.get(type);
    }

    @SuppressWarnings("unchecked") // the caller's T is the root
    <T> Codec<T> build() {
        return (Codec<T>) codec(root, root.raw().getName());
    }

    private Codec<?> codec(TypeNode type, String where) {
        Class<?> raw = type.raw();
        Codec<?> known = SCALARS.get(raw);
        if (known == null) {
            known = ArrayCodec.of(raw);
        }
        if (known == null) {
            known = container(type, where);
        }
        if (known != null) {
            return known;
        }
        if (ANY_SCALAR.contains(raw)) {
            return new DynamicCodec(where, raw);
        }
        for (CodecProvider provider : providers) {
            Optional<? extends Codec<?>> provided = provider.codec(raw);
            if (provided.isPresent()) {
                return provided.get();
            }
        }
        if (raw.isEnum() && raw != Enum.class) {
            return enumeration(raw);
        } else if (raw.isRecord()) {
            return record(type);
        }
        return JacksonCodec.of(type, where);
    }

    private @Nullable Codec<?> container(TypeNode type, String where) {
        Class<?> raw = type.raw();
        if (raw == List.class) {
            return new ListCodec<>(codec(type.arguments().get(0), where + ", element"));
        } else if (raw == Set.class) {
            return new SetCodec<>(codec(type.arguments().get(0), where + ", element"));
        } else if (raw == Optional.class) {
            return new OptionalCodec<>(codec(type.arguments().get(0), where + ", value"));
        } else if (raw == Map.class) {
            return new MapCodec<>(
                    codec(type.arguments().get(0), where + ", key"),
                    codec(type.arguments().get(1), where + ", value"));
        }
        return null;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // checked by isEnum
    private static Codec<?> enumeration(Class<?> type) {
        return new EnumCodec(type);
    }

    private Codec<?> record(TypeNode type) {
        RecordCodec<?> known = records.get(type);
        if (known != null) {
            return new ReferenceCodec<>(known, type.name());
        }
        if (type.depth() > MOST_NESTED_ARGUMENTS) {
            throw new UnsupportedTypeException("Record " + type.raw().getName()
                    + " contains itself with ever longer type arguments: " + type.name());
        }
        RecordCodec<?> codec = new RecordCodec<>(type.raw(), type.name());
        records.put(type, codec);
        RecordAccess access = new RecordAccess(type.raw());
        List<Component> components = new ArrayList<>();
        for (RecordComponent component : type.raw().getRecordComponents()) {
            components.add(component(type, component, access));
        }
        codec.complete(components, access.fromInput(components), access.fromArray());
        return codec;
    }

    private Component component(TypeNode owner, RecordComponent component, RecordAccess access) {
        TypeNode type = owner.inside(component.getGenericType());
        String where =
                "component " + component.getName() + " of record " + owner.raw().getName();
        Codec<?> codec = codec(type, where);
        Object zero = PRIMITIVE_ZEROS.get(component.getType());
        if (zero != null) {
            return Component.of(component, codec, () -> zero, access);
        }
        return Component.of(component, Codecs.nullable(codec), absent(component.getType()), access);
    }

    /** Fresh ones each time: what is decoded may be changed by its owner. */
    private static Component.AbsentValue absent(Class<?> type) {
        if (type == List.class) {
            return ArrayList::new;
        } else if (type == Set.class) {
            return java.util.LinkedHashSet::new;
        } else if (type == Map.class) {
            return java.util.LinkedHashMap::new;
        } else if (type == Optional.class) {
            return Optional::empty;
        }
        return () -> null;
    }
}
