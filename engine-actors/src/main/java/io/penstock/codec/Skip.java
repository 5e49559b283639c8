package io.penstock.codec;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Passes over one value without making it. */
@FunctionalInterface
interface Skip {

    void skip(BinaryInput in);

    /** From schemas to skips; remembers records, which may be recursive. */
    final class Builder {
        private final Definitions definitions;
        private final Map<String, RecordSkip> records = new HashMap<>();

        Builder(Definitions definitions) {
            this.definitions = definitions;
        }

        Skip of(Schema schema) {
            if (schema.kind() == Schema.Kind.REFERENCE) {
                return of(definitions.resolve(schema));
            }
            return switch (schema.kind()) {
                case BOOLEAN, BYTE -> fixed(1);
                case SHORT, CHAR -> fixed(2);
                case INT, FLOAT -> fixed(4);
                case LONG, DOUBLE, LOCAL_DATE -> fixed(8);
                case INSTANT, DURATION -> fixed(12);
                case LOCAL_DATE_TIME, UUID -> fixed(16);
                case STRING, BYTES -> in -> in.skip(in.readLength("bytes to skip"));
                case BIG_DECIMAL -> Scalars.BIG_DECIMAL::decode;
                case DYNAMIC -> DynamicCodec::skip;
                case NULLABLE, OPTIONAL -> {
                    Skip value = of(schema.part());
                    yield in -> {
                        if (in.readBoolean()) {
                            value.skip(in);
                        }
                    };
                }
                case LIST, SET, ARRAY -> repeated(of(schema.part()));
                case MAP -> {
                    Skip key = of(schema.parts().get(0));
                    Skip value = of(schema.parts().get(1));
                    yield repeated(in -> {
                        key.skip(in);
                        value.skip(in);
                    });
                }
                case ENUM -> BinaryInput::readVarInt;
                case RECORD -> record(schema);
                case CUSTOM, OBJECT -> BinaryInput::readFrame;
                case REFERENCE, JAVA -> throw new IllegalArgumentException("No bytes of " + schema);
            };
        }

        private Skip record(Schema schema) {
            RecordSkip known = records.get(schema.name());
            if (known != null) {
                return known;
            }
            RecordSkip skip = new RecordSkip();
            records.put(schema.name(), skip);
            Skip[] parts = schema.parts().stream().map(this::of).toArray(Skip[]::new);
            skip.parts = parts.length == 0 ? new Skip[] {BinaryInput::readByte} : parts;
            return skip;
        }
    }

    private static Skip fixed(int bytes) {
        return in -> in.skip(bytes);
    }

    private static Skip repeated(Skip element) {
        return in -> {
            int count = in.readLength("elements to skip");
            for (int i = 0; i < count; i++) {
                element.skip(in);
            }
        };
    }

    /** Exists before its parts do. */
    final class RecordSkip implements Skip {
        private Skip @Nullable [] parts;

        @Override
        public void skip(BinaryInput in) {
            in.enter();
            for (Skip part : Invariant.present(parts, "parts of a record to skip")) {
                part.skip(in);
            }
            in.exit();
        }
    }
}
