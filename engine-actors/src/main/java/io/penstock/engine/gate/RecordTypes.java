package io.penstock.engine.gate;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.codec.Decoder;
import io.penstock.codec.Schema;
import io.penstock.codec.UnsupportedTypeException;
import java.util.HashMap;
import java.util.Map;

/**
 * Codecs of records whose classes are met only while the job runs, as a stream does not know the class of its records.
 * A snapshot names these classes. What it may name: records, enums, what has a constant in {@link Codecs}, and what a
 * {@code CodecProvider} of the job writes; never a class whose properties would be set one by one.
 *
 * <p>Not thread-safe: owned by its task.
 */
final class RecordTypes {
    private final ClassLoader loader;
    private final Map<Class<?>, Codec<Object>> known = new HashMap<>();

    /** @param loader finds the classes of the job */
    RecordTypes(ClassLoader loader) {
        this.loader = loader;
    }

    /** The class under which a value is written. */
    static Class<?> typeOf(Object value) {
        // A constant with a body has a class of its own.
        return value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
    }

    /**
     * The codec of the values of a class.
     *
     * @throws UnsupportedTypeException if values of the class could not be written, or not be read again
     */
    Codec<Object> of(Class<?> type) {
        Codec<Object> codec = known.get(type);
        if (codec == null) {
            if (load(type.getName()) != type) {
                throw new UnsupportedTypeException(
                        "class " + type.getName() + " would not be found again by its name: the job's class loader"
                                + " knows another one, or none");
            }
            codec = codecOf(type);
            known.put(type, codec);
        }
        return codec;
    }

    @SuppressWarnings("unchecked") // values of the class only
    private static Codec<Object> codecOf(Class<?> type) {
        Codec<?> codec = Codecs.of(type);
        Schema.Kind kind = codec.schema().kind();
        if (kind == Schema.Kind.OBJECT || kind == Schema.Kind.DYNAMIC) {
            throw new UnsupportedTypeException("class " + type.getName() + " is no record, and no CodecProvider has a"
                    + " codec for it: make it a record, or give it a codec of its own");
        }
        return (Codec<Object>) codec;
    }

    /**
     * A reader of what was written under the name of a class.
     *
     * @throws UnsupportedTypeException if there is no such class
     */
    Decoder<Object> named(String name, Schema written) {
        return of(load(name)).decoder(written);
    }

    /** Without initializing the class: nothing of it runs before it is known to be of a kind that may be named. */
    private Class<?> load(String name) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new UnsupportedTypeException(
                    "class " + name + " of records on their way is not there: run the job with the jar that has it", e);
        }
    }
}
