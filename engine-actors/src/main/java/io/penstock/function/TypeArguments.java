package io.penstock.function;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds which class stands for a type parameter of an interface in a class that implements it. */
final class TypeArguments {
    private TypeArguments() {}

    @SuppressWarnings("unchecked")
    static <A> Class<A> resolve(Class<?> implementation, Class<?> target, int index) {
        Type found = find(implementation, target, index, new HashMap<>());
        if (found instanceof ParameterizedType parameterized) {
            found = parameterized.getRawType();
        }
        if (found instanceof Class<?> type) {
            return (Class<A>) type;
        }
        throw new IllegalArgumentException("the class of type parameter "
                + target.getTypeParameters()[index].getName() + " of " + target.getSimpleName()
                + " cannot be told from the declaration of " + implementation.getName()
                + ": override accumulatorCodec(), or name the class in the 'implements' clause");
    }

    private static @Nullable Type find(Class<?> type, Class<?> target, int index, Map<TypeVariable<?>, Type> bound) {
        for (Type implemented : type.getGenericInterfaces()) {
            Type found = enter(implemented, target, index, bound);
            if (found != null) {
                return found;
            }
        }
        Type parent = type.getGenericSuperclass();
        return parent == null ? null : enter(parent, target, index, bound);
    }

    private static @Nullable Type enter(Type type, Class<?> target, int index, Map<TypeVariable<?>, Type> bound) {
        if (type instanceof ParameterizedType parameterized && parameterized.getRawType() instanceof Class<?> raw) {
            Type[] arguments = parameterized.getActualTypeArguments();
            Map<TypeVariable<?>, Type> inner = new HashMap<>();
            for (int i = 0; i < arguments.length; i++) {
                inner.put(raw.getTypeParameters()[i], bound.getOrDefault(arguments[i], arguments[i]));
            }
            return raw == target ? inner.get(target.getTypeParameters()[index]) : find(raw, target, index, inner);
        }
        return type instanceof Class<?> raw ? find(raw, target, index, bound) : null;
    }
}
