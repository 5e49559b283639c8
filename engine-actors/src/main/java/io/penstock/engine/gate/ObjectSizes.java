package io.penstock.engine.gate;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Estimates how many bytes an object takes in memory, with what it refers to. For sampling: it reads fields by
 * reflection. Objects of the platform are estimated by kind, as their fields cannot be read; what lies deeper or is more
 * than the limits below is left out.
 */
final class ObjectSizes {
    private static final int HEADER = 12;
    private static final int REFERENCE = 4;
    private static final int ARRAY_HEADER = 16;
    private static final int STRING = 40;
    private static final int UNKNOWN = 48;
    private static final int DEEPEST = 4;
    /** Elements of an array or collection that are looked at; the others are taken to be like them. */
    private static final int SAMPLED = 4;

    private static final ClassValue<Layout> LAYOUTS = new ClassValue<>() {
        @Override
        protected Layout computeValue(Class<?> type) {
            return Layout.of(type);
        }
    };

    private ObjectSizes() {}

    /** What every object of a class takes, and where it refers to others. */
    private record Layout(int bytes, List<Field> references) {
        static Layout of(Class<?> type) {
            int bytes = HEADER;
            List<Field> references = new ArrayList<>();
            try {
                for (Class<?> level = type; level != null && level != Object.class; level = level.getSuperclass()) {
                    for (Field field : level.getDeclaredFields()) {
                        if (!Modifier.isStatic(field.getModifiers())) {
                            bytes += bytesOf(field.getType());
                            if (!field.getType().isPrimitive()) {
                                field.setAccessible(true);
                                references.add(field);
                            }
                        }
                    }
                }
            } catch (InaccessibleObjectException | SecurityException closed) {
                // A class of a module that is not open: estimated as a whole.
                return new Layout(UNKNOWN, List.of());
            }
            return new Layout(aligned(bytes), List.copyOf(references));
        }
    }

    static long of(Object object) {
        return of(object, DEEPEST);
    }

    private static long of(Object object, int depth) {
        if (object instanceof String text) {
            return aligned(STRING + text.length());
        }
        if (object instanceof Enum<?> || object instanceof Class<?>) {
            return 0;
        }
        if (object instanceof Number || object instanceof Character || object instanceof Boolean) {
            return 2L * Long.BYTES;
        }
        if (object.getClass().isArray()) {
            return ofArray(object, depth);
        }
        if (object instanceof Collection<?> collection) {
            return UNKNOWN + ofMany(collection, collection.size(), depth);
        }
        if (object instanceof Map<?, ?> map) {
            return UNKNOWN + ofMany(map.keySet(), map.size(), depth) + ofMany(map.values(), map.size(), depth);
        }
        Layout layout = LAYOUTS.get(object.getClass());
        long bytes = layout.bytes();
        if (depth > 0) {
            for (Field reference : layout.references()) {
                bytes += ofField(reference, object, depth);
            }
        }
        return bytes;
    }

    private static long ofField(Field reference, Object object, int depth) {
        try {
            Object referred = reference.get(object);
            return referred == null ? 0 : of(referred, depth - 1);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(reference + " was made accessible", e);
        }
    }

    private static long ofArray(Object array, int depth) {
        int length = Array.getLength(array);
        Class<?> component = array.getClass().getComponentType();
        long bytes = aligned(ARRAY_HEADER + (long) length * bytesOf(component));
        return component.isPrimitive() ? bytes : bytes + ofMany(List.of(sample(array, length)), length, depth);
    }

    private static Object[] sample(Object array, int length) {
        List<Object> sample = new ArrayList<>();
        for (int i = 0; i < length && sample.size() < SAMPLED; i++) {
            Object element = Array.get(array, i);
            if (element != null) {
                sample.add(element);
            }
        }
        return sample.toArray();
    }

    private static long ofMany(Collection<?> elements, int size, int depth) {
        long bytes = 0;
        int seen = 0;
        if (depth > 0) {
            for (Object element : elements) {
                if (seen == SAMPLED) {
                    break;
                }
                seen++;
                bytes += element == null ? 0 : of(element, depth - 1);
            }
        }
        return seen == 0 ? 0 : (bytes / seen + 2L * REFERENCE) * size;
    }

    private static int bytesOf(Class<?> type) {
        if (type == long.class || type == double.class) {
            return Long.BYTES;
        }
        if (type == byte.class || type == boolean.class) {
            return 1;
        }
        return type == short.class || type == char.class ? Short.BYTES : REFERENCE;
    }

    private static long aligned(long bytes) {
        return (bytes + 7) & ~7L;
    }

    private static int aligned(int bytes) {
        return (bytes + 7) & ~7;
    }
}
