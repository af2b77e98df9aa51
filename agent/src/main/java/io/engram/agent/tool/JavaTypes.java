package io.engram.agent.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * JSON schemas of the Java types that a tool's parameters may have: strings, booleans, numbers, enums, records of such,
 * lists, maps with text keys, and optional ones. {@link Arguments} reads the same types.
 */
final class JavaTypes {
    private static final Set<Type> INTEGERS = Set.of(int.class, Integer.class, long.class, Long.class);
    private static final Set<Type> NUMBERS = Set.of(double.class, Double.class);

    private JavaTypes() {
    }

    /**
     * The schema of a type.
     *
     * @param path what has the type, for the error message
     * @throws IllegalArgumentException when the type cannot be a parameter
     */
    static ObjectNode schema(Type type, String path) {
        return schema(type, path, new HashSet<>());
    }

    private static ObjectNode schema(Type type, String path, Set<Type> outer) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (type == String.class)
            return node.put("type", "string");
        if (type == boolean.class || type == Boolean.class)
            return node.put("type", "boolean");
        if (INTEGERS.contains(type))
            return node.put("type", "integer");
        if (NUMBERS.contains(type))
            return node.put("type", "number");
        if (type instanceof Class<?> c && c.isEnum()) {
            ArrayNode names = node.put("type", "string").putArray("enum");
            Arrays.stream(c.getEnumConstants()).forEach(constant -> names.add(((Enum<?>) constant).name()));
            return node;
        }
        if (type instanceof Class<?> c && c.isRecord()) {
            if (!outer.add(type))
                throw new IllegalArgumentException(
                        path + ": expected a type that ends, received the recursive " + c.getName());
            ObjectNode record = record(node, c, path, outer);
            outer.remove(type);
            return record;
        }
        if (isOptional(type))
            return schema(argument(type, 0), path, outer);
        if (isRaw(type, List.class))
            return node.put("type", "array").set("items", schema(argument(type, 0), path + "[]", outer));
        if (isRaw(type, Map.class) && argument(type, 0) == String.class)
            return node.put("type", "object").set("additionalProperties",
                    schema(argument(type, 1), path + ".*", outer));
        throw new IllegalArgumentException(path + ": expected a string, boolean, int, long, double, enum, record, List,"
                + " Map<String, …> or Optional of these, received " + type.getTypeName());
    }

    private static ObjectNode record(ObjectNode node, Class<?> type, String path, Set<Type> outer) {
        ObjectNode properties = node.put("type", "object").putObject("properties");
        ArrayNode required = node.putArray("required");
        for (RecordComponent component : type.getRecordComponents()) {
            String name = component.getName();
            ObjectNode property = schema(component.getGenericType(), path + "." + name, outer);
            Param param = component.getAnnotation(Param.class);
            if (param != null)
                property.put("description", param.value());
            properties.set(name, property);
            if (!isOptional(component.getGenericType()))
                required.add(name);
        }
        return node.put("additionalProperties", false);
    }

    static boolean isOptional(Type type) {
        return isRaw(type, Optional.class);
    }

    static boolean isRaw(Type type, Class<?> raw) {
        return type instanceof ParameterizedType parameterized && parameterized.getRawType() == raw;
    }

    static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }

    static boolean isInteger(Type type) {
        return INTEGERS.contains(type);
    }

    static boolean isNumber(Type type) {
        return NUMBERS.contains(type);
    }

    /** A value as short text for error messages. */
    static String brief(JsonNode value) {
        String text = value.toString();
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
