package io.penstock.codec;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A type with all its variables replaced: by what they stand for, or by their bounds where nobody said. */
record TypeNode(Class<?> raw, List<TypeNode> arguments) {

    static final TypeNode OBJECT = new TypeNode(Object.class, List.of());

    static TypeNode of(Type type) {
        return of(type, Map.of());
    }

    /** The type as seen from inside this one, whose variables it may use. */
    TypeNode inside(Type type) {
        TypeVariable<?>[] variables = raw.getTypeParameters();
        Map<TypeVariable<?>, TypeNode> known = new HashMap<>();
        for (int i = 0; i < variables.length && i < arguments.size(); i++) {
            known.put(variables[i], arguments.get(i));
        }
        return of(type, known);
    }

    private static TypeNode of(Type type, Map<TypeVariable<?>, TypeNode> known) {
        if (type instanceof Class<?> c) {
            return new TypeNode(
                    c, Arrays.stream(c.getTypeParameters()).map(TypeNode::bound).toList());
        } else if (type instanceof ParameterizedType p) {
            List<TypeNode> arguments = Arrays.stream(p.getActualTypeArguments())
                    .map(each -> of(each, known))
                    .toList();
            return new TypeNode((Class<?>) p.getRawType(), arguments);
        } else if (type instanceof WildcardType w) {
            return of(w.getUpperBounds()[0], known);
        } else if (type instanceof GenericArrayType a) {
            Class<?> element = of(a.getGenericComponentType(), known).raw;
            return new TypeNode(element.arrayType(), List.of());
        } else if (type instanceof TypeVariable<?> v) {
            TypeNode node = known.get(v);
            return node == null ? bound(v) : node;
        }
        throw new UnsupportedTypeException("No codec for " + type + ", which is no kind of type known here");
    }

    /** Only the class of the bound: bounds such as {@code T extends Comparable<T>} have no end. */
    private static TypeNode bound(TypeVariable<?> variable) {
        Type bound = variable.getBounds()[0];
        Type raw = bound instanceof ParameterizedType p ? p.getRawType() : bound;
        return raw instanceof Class<?> c && c.getTypeParameters().length == 0 ? new TypeNode(c, List.of()) : OBJECT;
    }

    /** The name in schemas. */
    String name() {
        return arguments.isEmpty()
                ? raw.getName()
                : arguments.stream().map(TypeNode::name).collect(Collectors.joining(", ", raw.getName() + "<", ">"));
    }

    int depth() {
        int deepest = 0;
        for (TypeNode each : arguments) {
            deepest = Math.max(deepest, each.depth());
        }
        return deepest + 1;
    }
}
