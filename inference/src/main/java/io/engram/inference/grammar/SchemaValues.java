package io.engram.inference.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** Whether a fixed value fits the keywords beside its {@code enum} or {@code const}. */
final class SchemaValues {
    private SchemaValues() {
    }

    static boolean fits(JsonNode value, JsonNode rest, String path) {
        boolean fits = true;
        for (Map.Entry<String, JsonNode> e : rest.properties()) {
            fits &= switch (e.getKey()) {
                case "type" -> type(value, e.getValue());
                case "const" -> value.equals(e.getValue());
                case "enum" -> {
                    boolean found = false;
                    for (JsonNode one : e.getValue()) {
                        found |= one.equals(value);
                    }
                    yield found;
                }
                case "minLength" -> !value.isTextual() || length(value) >= e.getValue().asInt();
                case "maxLength" -> !value.isTextual() || length(value) <= e.getValue().asInt();
                case "minimum" -> !value.isNumber() || value.decimalValue().compareTo(e.getValue().decimalValue()) >= 0;
                case "maximum" -> !value.isNumber() || value.decimalValue().compareTo(e.getValue().decimalValue()) <= 0;
                case "title", "description", "default", "examples", "$schema", "$id", "$comment", "$defs",
                        "definitions",
                        "deprecated", "readOnly", "writeOnly" ->
                    true;
                default -> throw new GrammarException("schema at " + path,
                        "expected fixed values without " + e.getKey());
            };
        }
        return fits;
    }

    private static int length(JsonNode text) {
        return text.textValue().codePointCount(0, text.textValue().length());
    }

    private static boolean type(JsonNode value, JsonNode types) {
        for (JsonNode type : types.isArray() ? types : List.of(types)) {
            boolean is = switch (type.asText()) {
                case "object" -> value.isObject();
                case "array" -> value.isArray();
                case "string" -> value.isTextual();
                case "number" -> value.isNumber();
                case "integer" -> value.isIntegralNumber();
                case "boolean" -> value.isBoolean();
                case "null" -> value.isNull();
                default -> false;
            };
            if (is) {
                return true;
            }
        }
        return false;
    }
}
