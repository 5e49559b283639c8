package io.penstock.codec;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** One component of a record; the subclasses keep primitives and strings out of boxes and virtual calls. */
abstract class Component {

    final String name;
    final List<String> formerNames;
    final Codec<?> codec;
    final int seed;
    private final AbsentValue absent;

    /** What a component is given when the written record did not have it. */
    interface AbsentValue {
        @Nullable
        Object get();
    }

    private Component(RecordComponent component, Codec<?> codec, AbsentValue absent) {
        this.name = component.getName();
        this.formerNames = Names.former(component);
        this.codec = codec;
        this.absent = absent;
        this.seed = StableHash.ofString(formerNames.isEmpty() ? name : formerNames.get(0));
    }

    /**
     * The component with the fastest way to write it.
     *
     * @param codec writes the component's type, null included unless it is primitive
     */
    static Component of(RecordComponent component, Codec<?> codec, AbsentValue absent, RecordAccess access) {
        Class<?> type = component.getType();
        if (type == long.class) {
            return new OfLong(component, codec, absent, access.longs(component));
        } else if (type == double.class) {
            return new OfDouble(component, codec, absent, access.doubles(component));
        } else if (type == int.class) {
            return new OfInt(component, codec, absent, access.ints(component));
        } else if (type == boolean.class) {
            return new OfBoolean(component, codec, absent, access.booleans(component));
        } else if (type == String.class) {
            return new OfString(component, codec, absent, access.objects(component));
        }
        return new OfObject(component, codec, absent, access.objects(component));
    }

    abstract void encode(Object record, BinaryOutput out);

    abstract int hash(Object record);

    final @Nullable Object decode(BinaryInput in) {
        return codec.decode(in);
    }

    final @Nullable Object absent() {
        return absent.get();
    }

    final Schema schema() {
        return codec.schema();
    }

    private static final class OfLong extends Component {
        private final ToLongFunction<Object> get;

        OfLong(RecordComponent component, Codec<?> codec, AbsentValue absent, ToLongFunction<Object> get) {
            super(component, codec, absent);
            this.get = get;
        }

        @Override
        void encode(Object record, BinaryOutput out) {
            out.writeLong(get.applyAsLong(record));
        }

        @Override
        int hash(Object record) {
            return StableHash.ofLong(get.applyAsLong(record));
        }
    }

    private static final class OfInt extends Component {
        private final ToIntFunction<Object> get;

        OfInt(RecordComponent component, Codec<?> codec, AbsentValue absent, ToIntFunction<Object> get) {
            super(component, codec, absent);
            this.get = get;
        }

        @Override
        void encode(Object record, BinaryOutput out) {
            out.writeInt(get.applyAsInt(record));
        }

        @Override
        int hash(Object record) {
            return StableHash.ofLong(get.applyAsInt(record));
        }
    }

    private static final class OfDouble extends Component {
        private final ToDoubleFunction<Object> get;

        OfDouble(RecordComponent component, Codec<?> codec, AbsentValue absent, ToDoubleFunction<Object> get) {
            super(component, codec, absent);
            this.get = get;
        }

        @Override
        void encode(Object record, BinaryOutput out) {
            out.writeDouble(get.applyAsDouble(record));
        }

        @Override
        int hash(Object record) {
            return StableHash.ofDouble(get.applyAsDouble(record));
        }
    }

    private static final class OfBoolean extends Component {
        private final Predicate<Object> get;

        OfBoolean(RecordComponent component, Codec<?> codec, AbsentValue absent, Predicate<Object> get) {
            super(component, codec, absent);
            this.get = get;
        }

        @Override
        void encode(Object record, BinaryOutput out) {
            out.writeBoolean(get.test(record));
        }

        @Override
        int hash(Object record) {
            return StableHash.ofLong(get.test(record) ? 1 : 0);
        }
    }

    private static final class OfString extends Component {
        private final Function<Object, @Nullable Object> get;

        OfString(
                RecordComponent component, Codec<?> codec, AbsentValue absent, Function<Object, @Nullable Object> get) {
            super(component, codec, absent);
            this.get = get;
        }

        @Override
        void encode(Object record, BinaryOutput out) {
            String value = (String) get.apply(record);
            if (value == null) {
                out.writeByte(0);
            } else {
                out.writeByte(1);
                out.writeUtf8(value);
            }
        }

        @Override
        int hash(Object record) {
            String value = (String) get.apply(record);
            return value == null ? 0 : StableHash.ofString(value);
        }
    }

    private static final class OfObject extends Component {
        private final Function<Object, @Nullable Object> get;
        private final Codec<@Nullable Object> untyped;

        @SuppressWarnings("unchecked") // the getter gives what the codec takes
        OfObject(
                RecordComponent component, Codec<?> codec, AbsentValue absent, Function<Object, @Nullable Object> get) {
            super(component, codec, absent);
            this.get = get;
            this.untyped = (Codec<@Nullable Object>) codec;
        }

        @Override
        @SuppressWarnings("NullAway") // the codec takes null if the component may be null
        void encode(Object record, BinaryOutput out) {
            untyped.encode(get.apply(record), out);
        }

        @Override
        @SuppressWarnings("NullAway") // as above
        int hash(Object record) {
            return untyped.stableHash(get.apply(record));
        }
    }
}
