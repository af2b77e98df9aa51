package io.engram.agent.tool;

import com.fasterxml.jackson.databind.JsonNode;
import io.engram.agent.tool.ToolException.Reason;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as the Java types of {@link JavaTypes}, strictly: nothing is coerced, nothing unknown is passed over. No class
 * is ever chosen by the data.
 */
final class Arguments {
    private Arguments() {
    }

    /** The value of an object's entry; an absent one is allowed for {@link Optional} only. */
    static Object entry(JsonNode object, String name, Type type, String path) {
        JsonNode value = object.get(name);
        if (JavaTypes.isOptional(type))
            return value == null || value.isNull()
                    ? Optional.empty()
                    : Optional.of(read(value, JavaTypes.argument(type, 0), path));
        if (value == null)
            throw bad(path, "a value", null);
        return read(value, type, path);
    }

    /** Refuses entries that are not among {@code names}. */
    static void noOthers(JsonNode object, Set<String> names, String path) {
        for (Iterator<String> entries = object.fieldNames(); entries.hasNext();) {
            String entry = entries.next();
            if (!names.contains(entry))
                throw new ToolException(Reason.BAD_ARGUMENTS,
                        path + ": expected only " + names + ", received '" + entry + "'", null);
        }
    }

    private static Object read(JsonNode value, Type type, String path) {
        if (type == String.class)
            return require(value.isTextual(), value, path, "a string").textValue();
        if (type == boolean.class || type == Boolean.class)
            return require(value.isBoolean(), value, path, "true or false").booleanValue();
        if (JavaTypes.isInteger(type))
            return integer(value, type, path);
        if (JavaTypes.isNumber(type))
            return require(value.isNumber() && Double.isFinite(value.doubleValue()), value, path, "a number")
                    .doubleValue();
        if (JavaTypes.isRaw(type, List.class))
            return list(value, JavaTypes.argument(type, 0), path);
        if (JavaTypes.isRaw(type, Map.class))
            return map(value, JavaTypes.argument(type, 1), path);
        Class<?> c = (Class<?>) type;
        return c.isEnum() ? constant(value, c, path) : record(value, c, path);
    }

    private static Object integer(JsonNode value, Type type, String path) {
        boolean narrow = type == int.class || type == Integer.class;
        boolean fits = value.isIntegralNumber() && (narrow ? value.canConvertToInt() : value.canConvertToLong());
        require(fits, value, path, narrow ? "a whole number of 32 bits" : "a whole number of 64 bits");
        if (narrow)
            return value.intValue();
        return value.longValue();
    }

    private static List<Object> list(JsonNode value, Type element, String path) {
        require(value.isArray(), value, path, "an array");
        List<Object> list = new ArrayList<>(value.size());
        for (int i = 0; i < value.size(); i++)
            list.add(read(value.get(i), element, path + "[" + i + "]"));
        return List.copyOf(list);
    }

    private static Map<String, Object> map(JsonNode value, Type element, String path) {
        require(value.isObject(), value, path, "an object");
        Map<String, Object> map = new LinkedHashMap<>();
        value.properties().forEach(e -> map.put(e.getKey(), read(e.getValue(), element, path + "." + e.getKey())));
        return Map.copyOf(map);
    }

    private static Object constant(JsonNode value, Class<?> type, String path) {
        for (Object constant : type.getEnumConstants()) {
            if (value.isTextual() && ((Enum<?>) constant).name().equals(value.textValue()))
                return constant;
        }
        throw bad(path, "one of " + Arrays.toString(type.getEnumConstants()), value);
    }

    private static Object record(JsonNode value, Class<?> type, String path) {
        require(value.isObject(), value, path, "an object");
        RecordComponent[] components = type.getRecordComponents();
        noOthers(value, Set.copyOf(Arrays.stream(components).map(RecordComponent::getName).toList()), path);
        Object[] values = Arrays.stream(components)
                .map(c -> entry(value, c.getName(), c.getGenericType(), path + "." + c.getName())).toArray();
        Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new ToolException(Reason.BAD_ARGUMENTS, path + ": " + reason(e), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " has no usable canonical constructor", e);
        }
    }

    /** What a record's own check said. */
    private static String reason(InvocationTargetException e) {
        Throwable cause = e.getCause();
        return cause == null || cause.getMessage() == null ? "refused" : cause.getMessage();
    }

    private static JsonNode require(boolean holds, JsonNode value, String path, String expected) {
        if (!holds)
            throw bad(path, expected, value);
        return value;
    }

    private static ToolException bad(String path, String expected, @Nullable JsonNode value) {
        return new ToolException(Reason.BAD_ARGUMENTS, path + ": expected " + expected + ", received "
                + (value == null ? "nothing" : JavaTypes.brief(value)), null);
    }
}
