package io.engram.inference.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Two schemas that both must hold, as one. */
final class SchemaMerge {
    private SchemaMerge() {
    }

    static JsonNode both(JsonNode a, JsonNode b, String path) {
        if (a.isBoolean() && a.booleanValue()) {
            return b;
        }
        if (b.isBoolean() && b.booleanValue()) {
            return a;
        }
        if (!a.isObject() || !b.isObject()) {
            throw bad(path, "expected objects or true to hold together, received " + a + " and " + b);
        }
        ObjectNode merged = a.deepCopy();
        checkAdditional(a, b, path);
        checkAdditional(b, a, path);
        for (Map.Entry<String, JsonNode> e : b.properties()) {
            JsonNode old = merged.get(e.getKey());
            merged.set(e.getKey(), old == null || old.equals(e.getValue())
                    ? e.getValue()
                    : joined(e.getKey(), old, e.getValue(), path));
        }
        return merged;
    }

    /** Each {@code additionalProperties} speaks of the properties beside it only, so both must name the same ones. */
    private static void checkAdditional(JsonNode one, JsonNode other, String path) {
        JsonNode additional = one.path("additionalProperties");
        boolean limits = !additional.isMissingNode() && !(additional.isBoolean() && additional.booleanValue());
        for (Map.Entry<String, JsonNode> e : other.path("properties").properties()) {
            if (limits && !one.path("properties").has(e.getKey())) {
                throw bad(path, "expected additionalProperties beside all properties that hold together, received "
                        + e.getKey() + " apart from it");
            }
        }
    }

    private static JsonNode joined(String key, JsonNode a, JsonNode b, String path) {
        return switch (key) {
            case "title", "description", "default", "examples", "$schema", "$id", "$comment", "deprecated", "readOnly",
                    "writeOnly" ->
                a;
            case "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties" -> a.decimalValue()
                    .compareTo(b.decimalValue()) >= 0 ? a : b;
            case "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties" -> a.decimalValue()
                    .compareTo(b.decimalValue()) <= 0 ? a : b;
            case "required" -> {
                ArrayNode all = JsonNodeFactory.instance.arrayNode().addAll((ArrayNode) a.deepCopy());
                b.forEach(all::add);
                yield all;
            }
            case "properties" -> {
                ObjectNode all = a.deepCopy();
                for (Map.Entry<String, JsonNode> e : b.properties()) {
                    JsonNode old = all.get(e.getKey());
                    all.set(e.getKey(), old == null ? e.getValue() : together(old, e.getValue()));
                }
                yield all;
            }
            case "items", "additionalProperties" -> together(a, b);
            case "type" -> types(a, b, path);
            case "$defs", "definitions" -> {
                ObjectNode all = a.deepCopy();
                b.properties().forEach(e -> all.set(e.getKey(), e.getValue()));
                yield all;
            }
            case "enum" -> {
                ArrayNode common = JsonNodeFactory.instance.arrayNode();
                for (JsonNode value : a) {
                    for (JsonNode other : b) {
                        if (value.equals(other)) {
                            common.add(value);
                        }
                    }
                }
                yield common;
            }
            default -> throw bad(path, key + ": expected the same value in schemas that hold together, received " + a
                    + " and " + b);
        };
    }

    private static JsonNode together(JsonNode a, JsonNode b) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.putArray("allOf").add(a).add(b);
        return node;
    }

    private static JsonNode types(JsonNode a, JsonNode b, String path) {
        ArrayNode common = JsonNodeFactory.instance.arrayNode();
        for (JsonNode x : a.isArray() ? a : JsonNodeFactory.instance.arrayNode().add(a)) {
            for (JsonNode y : b.isArray() ? b : JsonNodeFactory.instance.arrayNode().add(b)) {
                if (x.equals(y) || (x.asText().equals("integer") && y.asText().equals("number"))) {
                    common.add(x);
                } else if (x.asText().equals("number") && y.asText().equals("integer")) {
                    common.add(y);
                }
            }
        }
        if (common.isEmpty()) {
            throw bad(path, "type: expected types in common, received " + a + " and " + b);
        }
        return common;
    }

    private static GrammarException bad(String path, String reason) {
        return new GrammarException("schema at " + path, reason);
    }
}
