package io.penstock.codec;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.AbstractDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.DefaultSerializerProvider;
import com.fasterxml.jackson.databind.ser.impl.UnknownSerializer;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How Jackson is set up here: by name, no class named by data, bounded, fields count even without getters. */
final class JacksonMapping {

    private static final int MOST_LEVELS = 200;

    static final ObjectMapper MAPPER = CBORMapper.builder(CBORFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_LEVELS)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .streamWriteConstraints(StreamWriteConstraints.builder()
                            .maxNestingDepth(MOST_LEVELS)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
            // Without rules it refuses every class name, wherever an annotation asks for one.
            .polymorphicTypeValidator(BasicPolymorphicTypeValidator.builder().build())
            .addModule(times())
            .build();

    private JacksonMapping() {}

    private static SimpleModule times() {
        SimpleModule module = new SimpleModule("penstock-times");
        asText(module, Instant.class, Instant::parse);
        asText(module, Duration.class, Duration::parse);
        asText(module, Period.class, Period::parse);
        asText(module, LocalDate.class, LocalDate::parse);
        asText(module, LocalTime.class, LocalTime::parse);
        asText(module, LocalDateTime.class, LocalDateTime::parse);
        asText(module, OffsetDateTime.class, OffsetDateTime::parse);
        asText(module, ZonedDateTime.class, ZonedDateTime::parse);
        asText(module, ZoneId.class, ZoneId::of);
        return module;
    }

    private static <T> void asText(SimpleModule module, Class<T> type, Function<String, T> parse) {
        module.addSerializer(type, ToStringSerializer.instance);
        module.addDeserializer(type, new Text<>(type, parse));
    }

    private static final class Text<T> extends FromStringDeserializer<T> {
        private static final long serialVersionUID = 1L;

        private final transient Function<String, T> parse;

        Text(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        protected T _deserialize(String text, DeserializationContext context) {
            return parse.apply(text);
        }
    }

    static JavaType typeOf(TypeNode node) {
        TypeFactory types = MAPPER.getTypeFactory();
        if (node.arguments().isEmpty()) {
            return types.constructType(node.raw());
        }
        List<JavaType> arguments = new ArrayList<>();
        for (TypeNode each : node.arguments()) {
            arguments.add(typeOf(each));
        }
        return types.constructParametricType(node.raw(), arguments.toArray(JavaType[]::new));
    }

    /** Finds out now what Jackson would say when the first value comes. */
    static void check(JavaType type, String where) {
        if (type.getRawClass().isPrimitive() || type.hasRawClass(Class.class)) {
            throw unsupported(type, where, "it is not a type of values", null);
        }
        try {
            JsonDeserializer<Object> deserializer = ((DefaultDeserializationContext) MAPPER.getDeserializationContext())
                    .createDummyInstance(MAPPER.getDeserializationConfig())
                    .findRootValueDeserializer(type);
            if (deserializer instanceof AbstractDeserializer) {
                throw unsupported(type, where, "it is abstract and does not say which classes stand for it", null);
            }
            JsonSerializer<?> serializer = ((DefaultSerializerProvider) MAPPER.getSerializerProvider())
                    .createInstance(MAPPER.getSerializationConfig(), MAPPER.getSerializerFactory())
                    .findTypedValueSerializer(type, true, null);
            if (serializer instanceof UnknownSerializer) {
                throw unsupported(type, where, "it has no properties that Jackson sees", null);
            }
            if (serializer instanceof BeanSerializerBase
                    && deserializer instanceof BeanDeserializerBase bean
                    && !canMakeFromProperties(bean.getValueInstantiator())) {
                throw unsupported(
                        type, where, "it has neither a constructor without parameters nor a @JsonCreator", null);
            }
        } catch (JsonMappingException | IllegalArgumentException e) {
            throw unsupported(type, where, String.valueOf(e.getMessage()), e);
        }
    }

    /** A constructor that takes one number makes no object out of properties. */
    private static boolean canMakeFromProperties(ValueInstantiator instantiator) {
        return instantiator.canCreateUsingDefault()
                || instantiator.canCreateFromObjectWith()
                || instantiator.canCreateUsingDelegate()
                || instantiator.canCreateUsingArrayDelegate();
    }

    static UnsupportedTypeException unsupported(JavaType type, String where, String why, @Nullable Exception e) {
        String name = type.toCanonical();
        return new UnsupportedTypeException(
                "No codec for " + name + (where.equals(name) ? "" : " (" + where + ")") + ": " + why
                        + ". Make it a record, annotate it for Jackson, or bring a CodecProvider",
                e);
    }
}
