package io.penstock.codec;

import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The components in order, without names. Reading the own schema is one method handle, the constructor with the readers
 * of its arguments in front; reading another schema goes through an array of arguments.
 */
final class RecordCodec<R> extends StructuredCodec<R> {

    /** Longer values are cut in error messages. */
    private static final int MOST_CHARS_SHOWN = 80;

    private final String name;
    private final List<String> formerTypeNames;
    private Component[] components = {};
    private @Nullable Schema schema;
    private @Nullable MethodHandle fromInput;
    private @Nullable MethodHandle fromArray;

    RecordCodec(Class<R> type, String name) {
        this.name = name;
        this.formerTypeNames = Names.former(type);
    }

    /**
     * Second half of construction: the components' codecs may contain this one.
     *
     * @param fromInput (BinaryInput)Object, reads all components
     * @param fromArray (Object[])Object
     */
    void complete(List<Component> parts, MethodHandle fromInput, MethodHandle fromArray) {
        this.components = parts.toArray(Component[]::new);
        this.fromInput = fromInput;
        this.fromArray = fromArray;
        List<Schema.Field> fields = new ArrayList<>();
        for (Component each : parts) {
            fields.add(new Schema.Field(each.name, each.schema()));
        }
        this.schema = Schema.record(name, fields);
    }

    @Override
    public void encode(R value, BinaryOutput out) {
        out.enter();
        for (Component each : components) {
            each.encode(value, out);
        }
        if (components.length == 0) {
            out.writeByte(0);
        }
        out.exit();
    }

    @Override
    @SuppressWarnings("unchecked") // the constructor of R
    public R decode(BinaryInput in) {
        int start = in.position();
        int depth = in.depth();
        in.enter();
        if (components.length == 0) {
            readMarker(in);
        }
        try {
            R value = (R) (Object) Invariant.present(fromInput, "constructor").invokeExact(in);
            in.exit();
            return value;
        } catch (CodecException | Error e) {
            throw e;
        } catch (Throwable e) {
            in.rewind(start, depth);
            throw explain(in, e);
        }
    }

    private void readMarker(BinaryInput in) {
        int start = in.position();
        int marker = in.readByte();
        if (marker != 0) {
            throw new CorruptDataException(start, "0 for record " + name + ", which has no fields", "" + marker);
        }
    }

    /** The constructor refused; says what it was given. */
    private CorruptDataException explain(BinaryInput in, Throwable refusal) {
        int start = in.position();
        @Nullable Object[] arguments = new Object[components.length];
        for (int i = 0; i < arguments.length; i++) {
            int at = in.position();
            try {
                arguments[i] = components[i].decode(in);
            } catch (CodecException e) {
                throw e;
            } catch (RuntimeException e) {
                return new CorruptDataException(
                        at,
                        "component " + components[i].name + " of record " + name,
                        "what its codec refuses: " + e,
                        e);
            }
        }
        return refused(start, arguments, List.of(), refusal);
    }

    private CorruptDataException refused(
            int start, @Nullable Object[] arguments, List<String> absent, Throwable refusal) {
        StringBuilder found = new StringBuilder("values that its constructor refuses: ");
        for (int i = 0; i < arguments.length; i++) {
            found.append(i == 0 ? "" : ", ")
                    .append(components[i].name)
                    .append('=')
                    .append(shown(arguments[i]));
        }
        if (!absent.isEmpty()) {
            found.append(" (not in the stored data: ")
                    .append(String.join(", ", absent))
                    .append(')');
        }
        return new CorruptDataException(start, "record " + name, found + "; it says " + refusal, refusal);
    }

    private static String shown(@Nullable Object value) {
        String text;
        try {
            text = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
        } catch (RuntimeException e) {
            text = "(toString fails with " + e.getClass().getName() + ")";
        }
        return text.length() <= MOST_CHARS_SHOWN ? text : text.substring(0, MOST_CHARS_SHOWN) + "...";
    }

    @Override
    public Schema schema() {
        return Invariant.present(schema, "schema of record " + name);
    }

    @Override
    Decoder<R> resolve(Schema written, Resolution resolution) {
        if (written.kind() != Schema.Kind.RECORD) {
            throw resolution.refuse(written, "record " + name);
        }
        if (!Names.sameType(written.name(), name, formerTypeNames)) {
            throw resolution.refuse(
                    "it was record " + written.name() + " and is record " + name,
                    "If the record was renamed, put @FormerNames(\"" + Names.simple(written.name()) + "\") on it.");
        }
        return resolution.recursive(this, written, () -> evolved(written, resolution));
    }

    private Decoder<R> evolved(Schema written, Resolution resolution) {
        int count = written.names().size();
        int[] targets = new int[count];
        @Nullable Decoder<?>[] decoders = new Decoder<?>[count];
        @Nullable Skip[] skips = new Skip[count];
        boolean[] taken = new boolean[components.length];
        for (int i = 0; i < count; i++) {
            String field = written.names().get(i);
            int target = indexOf(field, written);
            targets[i] = target;
            if (target < 0) {
                skips[i] = resolution.skip(written.parts().get(i));
            } else {
                taken[target] = true;
                decoders[i] = resolution.resolve(
                        components[target].name,
                        components[target].codec,
                        written.parts().get(i));
            }
        }
        List<String> absent = new ArrayList<>();
        for (int i = 0; i < taken.length; i++) {
            if (!taken[i]) {
                absent.add(components[i].name);
            }
        }
        return new Evolved(targets, decoders, skips, taken, absent);
    }

    /** A field keeps its component; one that no component has by name goes to the component that was called so. */
    private int indexOf(String field, Schema written) {
        for (int i = 0; i < components.length; i++) {
            if (components[i].name.equals(field)) {
                return i;
            }
        }
        for (int i = 0; i < components.length; i++) {
            if (components[i].formerNames.contains(field) && !written.names().contains(components[i].name)) {
                return i;
            }
        }
        return -1;
    }

    private final class Evolved implements Decoder<R> {
        private final int[] targets;
        private final @Nullable Decoder<?>[] decoders;
        private final @Nullable Skip[] skips;
        private final boolean[] taken;
        private final List<String> absent;

        Evolved(
                int[] targets,
                @Nullable Decoder<?>[] decoders,
                @Nullable Skip[] skips,
                boolean[] taken,
                List<String> absent) {
            this.targets = targets;
            this.decoders = decoders;
            this.skips = skips;
            this.taken = taken;
            this.absent = absent;
        }

        @Override
        @SuppressWarnings("unchecked") // the constructor of R
        public R decode(BinaryInput in) {
            int start = in.position();
            in.enter();
            if (targets.length == 0) {
                readMarker(in);
            }
            @Nullable Object[] arguments = new Object[components.length];
            for (int i = 0; i < targets.length; i++) {
                Decoder<?> decoder = decoders[i];
                if (decoder == null) {
                    Invariant.present(skips[i], "skip of a dropped field").skip(in);
                } else {
                    arguments[targets[i]] = decoder.decode(in);
                }
            }
            for (int i = 0; i < arguments.length; i++) {
                if (!taken[i]) {
                    arguments[i] = components[i].absent();
                }
            }
            in.exit();
            try {
                return (R) (Object) Invariant.present(fromArray, "constructor").invokeExact(arguments);
            } catch (Error e) {
                throw e;
            } catch (Throwable e) {
                throw refused(start, arguments, absent, e);
            }
        }
    }

    /** The sum of its fields, each by its name: order and fields that hold their defaults do not matter. */
    @Override
    public int stableHash(R value) {
        int sum = 0;
        for (Component each : components) {
            sum += StableHash.part(each.seed, each.hash(value));
        }
        return StableHash.mix(sum);
    }

    @Override
    public boolean immutable() {
        for (Component each : components) {
            if (!each.codec.immutable()) {
                return false;
            }
        }
        return true;
    }
}
