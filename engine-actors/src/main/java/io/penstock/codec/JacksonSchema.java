package io.penstock.codec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.util.ClassUtil;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Schemas of classes as Jackson sees them, and what differs between two of them. A class is described where it is met
 * first and is a bare name elsewhere; properties are sorted, since reflection promises no order.
 */
final class JacksonSchema {

    private final SerializationConfig config = JacksonMapping.MAPPER.getSerializationConfig();
    private final Set<JavaType> described = new HashSet<>();

    private final String where;

    private JacksonSchema(String where) {
        this.where = where;
    }

    /** Always of kind OBJECT: for types without properties, such as a TreeMap, their content is the property. */
    static Schema of(JavaType type, String where) {
        JacksonSchema descriptor = new JacksonSchema(where);
        Schema schema = descriptor.describe(type);
        return schema.kind() == Schema.Kind.OBJECT
                ? schema
                : Schema.object(type.getRawClass().getName(), List.of(new Schema.Field("content", schema)));
    }

    private Schema describe(JavaType type) {
        if (type.isMapLikeType()) {
            return Schema.map(describe(type.getKeyType()), describe(type.getContentType()));
        } else if (type.isCollectionLikeType() || type.isArrayType()) {
            return Schema.list(describe(type.getContentType()));
        } else if (type.isReferenceType()) {
            return Schema.optional(describe(type.getContentType()));
        } else if (type.isEnumType()) {
            return enumeration(type.getRawClass());
        }
        BeanDescription bean = config.introspect(type);
        boolean polymorphic =
                isPolymorphic(type, config.introspectClassAnnotations(type).getClassInfo());
        boolean plain = polymorphic
                || type.isPrimitive()
                || ClassUtil.isJDKClass(type.getRawClass())
                || type.getRawClass().isInterface()
                || bean.findJsonValueAccessor() != null;
        if (plain || !described.add(type)) {
            return Schema.java(nameOf(type));
        }
        JacksonMapping.check(type, where);
        List<Schema.Field> properties = new ArrayList<>();
        for (BeanPropertyDefinition each : bean.findProperties()) {
            if (each.couldSerialize()) {
                properties.add(new Schema.Field(each.getName(), property(each)));
            }
        }
        properties.sort(Comparator.comparing(Schema.Field::name));
        return Schema.object(nameOf(type), properties);
    }

    private Schema property(BeanPropertyDefinition property) {
        JavaType type = property.getPrimaryType();
        AnnotationIntrospector introspector = config.getAnnotationIntrospector();
        AnnotatedMember member = property.getPrimaryMember();
        boolean special = isPolymorphic(type, member)
                || introspector.findSerializer(member) != null
                || introspector.findDeserializer(member) != null
                || introspector.findContentSerializer(member) != null
                || introspector.findContentDeserializer(member) != null;
        return special ? Schema.java(nameOf(type)) : describe(type);
    }

    /** True if data says which class a value has, which it may do by names from a list only. */
    private boolean isPolymorphic(JavaType type, Annotated annotated) {
        JsonTypeInfo.Value info = config.getAnnotationIntrospector().findPolymorphicTypeInfo(config, annotated);
        if (info == null || info.getIdType() == JsonTypeInfo.Id.NONE) {
            return false;
        }
        if (info.getIdType() == JsonTypeInfo.Id.CLASS || info.getIdType() == JsonTypeInfo.Id.MINIMAL_CLASS) {
            throw JacksonMapping.unsupported(
                    type,
                    where,
                    "@JsonTypeInfo(use = " + info.getIdType() + ") lets data name classes; use Id.NAME",
                    null);
        }
        return true;
    }

    /** A primitive and its box are the same in CBOR. */
    private static String nameOf(JavaType type) {
        return type.isPrimitive() ? ClassUtil.wrapperType(type.getRawClass()).getName() : type.toCanonical();
    }

    private static Schema enumeration(Class<?> type) {
        List<String> names = new ArrayList<>();
        for (Object each : type.getEnumConstants()) {
            names.add(((Enum<?>) each).name());
        }
        return Schema.enumeration(type.getName(), names);
    }

    /** What makes the written properties unreadable, or null if nothing does. */
    static @Nullable String difference(Schema written, Schema current) {
        return new Comparison(written, current).difference(written, current, "");
    }

    private static final class Comparison {
        private final Map<String, Schema> writtenObjects = new HashMap<>();
        private final Map<String, Schema> currentObjects = new HashMap<>();
        private final Set<String> compared = new HashSet<>();

        Comparison(Schema written, Schema current) {
            collect(written, writtenObjects);
            collect(current, currentObjects);
        }

        private static void collect(Schema schema, Map<String, Schema> objects) {
            if (schema.kind() == Schema.Kind.OBJECT) {
                objects.putIfAbsent(schema.name(), schema);
            }
            schema.parts().forEach(part -> collect(part, objects));
        }

        @Nullable
        String difference(Schema was, Schema is, String path) {
            if (isObject(was) && isObject(is)) {
                return named(was, is, path);
            }
            if (was.kind() != is.kind()) {
                return changed(was, is, path);
            }
            if (is.kind() == Schema.Kind.ENUM) {
                for (String each : was.names()) {
                    if (!is.names().contains(each)) {
                        return "at " + path + " enum " + is.name() + " has no more " + each;
                    }
                }
            }
            for (int i = 0; i < is.parts().size() && i < was.parts().size(); i++) {
                String difference = difference(was.parts().get(i), is.parts().get(i), path);
                if (difference != null) {
                    return difference;
                }
            }
            return null;
        }

        private @Nullable String named(Schema was, Schema is, String path) {
            if (!Names.sameType(was.name(), is.name(), List.of())) {
                return changed(was, is, path);
            }
            Schema before = writtenObjects.get(was.name());
            Schema now = currentObjects.get(is.name());
            if (before == null || now == null || !compared.add(was.name() + "\n" + is.name())) {
                return null;
            }
            for (int i = 0; i < now.names().size(); i++) {
                int at = before.names().indexOf(now.names().get(i));
                if (at >= 0) {
                    String name = now.names().get(i);
                    String difference = difference(
                            before.parts().get(at), now.parts().get(i), path.isEmpty() ? name : path + "." + name);
                    if (difference != null) {
                        return difference;
                    }
                }
            }
            return null;
        }

        private static boolean isObject(Schema schema) {
            return schema.kind() == Schema.Kind.OBJECT || schema.kind() == Schema.Kind.JAVA;
        }

        private static String changed(Schema was, Schema is, String path) {
            return (path.isEmpty() ? "" : "at " + path + " ") + "it was " + brief(was) + " and is " + brief(is);
        }

        private static String brief(Schema schema) {
            return schema.name().isEmpty() ? schema.toString() : schema.name();
        }
    }
}
