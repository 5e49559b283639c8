package io.penstock.codec;

import java.util.HashMap;
import java.util.Map;

/** The records that a schema defines, by name. */
final class Definitions {

    private final Schema root;
    private final Map<String, Schema> records = new HashMap<>();

    private Definitions(Schema root) {
        this.root = root;
    }

    /**
     * @throws IllegalArgumentException if one name means two different records, or a reference means none
     */
    static Definitions of(Schema root) {
        Definitions definitions = new Definitions(root);
        definitions.collect(root);
        definitions.check(root);
        return definitions;
    }

    private void collect(Schema schema) {
        if (schema.kind() == Schema.Kind.RECORD) {
            Schema other = records.putIfAbsent(schema.name(), schema);
            if (other != null && !alike(other, schema)) {
                throw new IllegalArgumentException(
                        "Two different records named " + schema.name() + " in one schema:\n" + root);
            }
        }
        schema.parts().forEach(this::collect);
    }

    private void check(Schema schema) {
        if (schema.kind() == Schema.Kind.REFERENCE) {
            resolve(schema);
        }
        schema.parts().forEach(this::check);
    }

    /** Equal but for the places where inner records are defined. */
    private static boolean alike(Schema a, Schema b) {
        boolean namedA = a.kind() == Schema.Kind.RECORD || a.kind() == Schema.Kind.REFERENCE;
        boolean namedB = b.kind() == Schema.Kind.RECORD || b.kind() == Schema.Kind.REFERENCE;
        if (namedA != namedB || !a.name().equals(b.name())) {
            return false;
        }
        if (a.kind() != b.kind()) {
            return namedA;
        }
        if (a.version() != b.version()
                || !a.names().equals(b.names())
                || a.parts().size() != b.parts().size()) {
            return false;
        }
        for (int i = 0; i < a.parts().size(); i++) {
            if (!alike(a.parts().get(i), b.parts().get(i))) {
                return false;
            }
        }
        return true;
    }

    Schema resolve(Schema schema) {
        if (schema.kind() != Schema.Kind.REFERENCE) {
            return schema;
        }
        Schema record = records.get(schema.name());
        if (record == null) {
            throw new IllegalArgumentException("No record named " + schema.name() + " in the schema:\n" + root);
        }
        return record;
    }
}
