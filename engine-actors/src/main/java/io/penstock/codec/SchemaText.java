package io.penstock.codec;

import java.util.stream.Collectors;

/** The form of a schema that people read in error messages. */
final class SchemaText {

    private SchemaText() {}

    static String of(Schema schema) {
        StringBuilder text = new StringBuilder();
        append(schema, "", text);
        return text.toString();
    }

    private static void append(Schema schema, String indent, StringBuilder text) {
        switch (schema.kind()) {
            case NULLABLE -> {
                append(schema.part(), indent, text);
                text.append('?');
            }
            case OPTIONAL, LIST, SET, MAP -> {
                text.append(schema.kind().text).append('<');
                for (int i = 0; i < schema.parts().size(); i++) {
                    text.append(i == 0 ? "" : ", ");
                    append(schema.parts().get(i), indent, text);
                }
                text.append('>');
            }
            case ARRAY -> {
                append(schema.part(), indent, text);
                text.append("[]");
            }
            case ENUM ->
                text.append("enum ")
                        .append(schema.name())
                        .append(schema.names().stream().collect(Collectors.joining(", ", " {", "}")));
            case RECORD, OBJECT -> {
                text.append(schema.kind().text)
                        .append(' ')
                        .append(schema.name())
                        .append(" {\n");
                for (Schema.Field field : schema.fields()) {
                    text.append(indent).append("  ").append(field.name()).append(": ");
                    append(field.schema(), indent + "  ", text);
                    text.append('\n');
                }
                text.append(indent).append('}');
            }
            case REFERENCE -> text.append("record ").append(schema.name());
            case CUSTOM ->
                text.append("custom ").append(schema.name()).append(" version ").append(schema.version());
            case JAVA -> text.append(schema.name());
            default -> text.append(schema.kind().text);
        }
    }
}
