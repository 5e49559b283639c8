package io.penstock.function;

import java.util.Objects;

/** Names a side output of an operator and says what it carries. Two tags are the same if their names are. */
public record OutputTag<T>(String name, Class<T> type) {
    public OutputTag {
        Objects.requireNonNull(type);
        if (name.isBlank()) {
            throw new IllegalArgumentException("the name of an output tag must not be blank");
        }
    }

    public static <T> OutputTag<T> of(String name, Class<T> type) {
        return new OutputTag<>(name, type);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OutputTag<?> tag && tag.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
