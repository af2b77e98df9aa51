package io.engram.inference.grammar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * JSON schema to grammar rules. Honoured: {@code type} (one or several), {@code properties, required,
 * additionalProperties, items, prefixItems, minItems, maxItems, minLength, maxLength, enum, const, anyOf, oneOf} (taken as
 * {@code anyOf}), local {@code $ref} with {@code $defs} or {@code definitions}. Keywords that only describe are skipped;
 * every other one is refused.
 *
 * <p>Texts are JSON with properties in schema order, additional ones last, and at most 20 white-space characters in a row.
 */
final class SchemaCompiler {
    private static final int MAX_DEPTH = 100;
    private static final Set<String> DESCRIBING = Set.of("title", "description", "default", "examples", "$schema",
            "$id",
            "$comment", "$defs", "definitions", "deprecated", "readOnly", "writeOnly");
    private static final Set<String> KNOWN = Set.of("type", "properties", "required", "additionalProperties", "items",
            "prefixItems", "minItems", "maxItems", "minLength", "maxLength", "enum", "const", "anyOf", "oneOf", "$ref");
    private static final List<String> TYPES = List.of("object", "array", "string", "number", "integer", "boolean",
            "null");
    /** What may stand in a string unescaped: everything but quote, backslash and control characters. */
    private static final List<Integer> PLAIN = List.of(0x20, 0x21, 0x23, 0x5b, 0x5d, 0x7e, 0x80,
            Character.MAX_CODE_POINT);
    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode document;
    private final Grammar.Builder out = new Grammar.Builder();
    private final Map<String, Integer> references = new HashMap<>();
    private final int[] space;
    private final int[] character;
    private final Map<String, int[]> simple = new HashMap<>();

    private SchemaCompiler(JsonNode document) {
        this.document = document;
        this.space = out.repeat(out.characters(List.of(9, 10, 13, 13, 32, 32)), 0, 20, "space");
        int[] hex = out.characters(List.of((int) '0', (int) '9', (int) 'A', (int) 'F', (int) 'a', (int) 'f'));
        int[] escape = out.any(List.of(Grammar.Builder.join(out.literal("\\u"), hex, hex, hex, hex),
                Grammar.Builder.join(out.literal("\\"),
                        out.characters(List.of(0x22, 0x22, 0x2f, 0x2f, 0x5c, 0x5c, 0x62, 0x62,
                                0x66, 0x66, 0x6e, 0x6e, 0x72, 0x72, 0x74, 0x74)))));
        this.character = out.any(List.of(out.characters(PLAIN), escape));
    }

    static Grammar compile(String json) {
        JsonNode schema;
        try {
            schema = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new GrammarException("schema", "expected JSON, received: " + e.getOriginalMessage());
        }
        SchemaCompiler compiler = new SchemaCompiler(schema);
        int root = compiler.out.declare();
        compiler.out.alternative(root,
                Grammar.Builder.join(compiler.space, compiler.schema(schema, "#", 0), compiler.space));
        return compiler.out.build(root);
    }

    private int[] schema(JsonNode node, String path, int depth) {
        if (depth > MAX_DEPTH) {
            throw bad(path, "expected schemas nested at most " + MAX_DEPTH + " deep");
        }
        if (node.isBoolean() && node.booleanValue()) {
            return anything();
        }
        if (!node.isObject()) {
            throw bad(path, "expected an object or true, received " + node);
        }
        for (String key : (Iterable<String>) node::fieldNames) {
            if (!KNOWN.contains(key) && !DESCRIBING.contains(key)) {
                throw bad(path, "expected keywords that can be honoured, received \"" + key + "\"");
            }
        }
        for (String key : List.of("$ref", "const", "enum", "anyOf", "oneOf")) {
            if (node.has(key)) {
                alone(node, key, path);
                return choice(node, key, path, depth);
            }
        }
        if (!node.has("type")) {
            return implied(node, path, depth);
        }
        List<int[]> alternatives = new ArrayList<>();
        for (JsonNode type : node.get("type").isArray() ? node.get("type") : List.of(node.get("type"))) {
            alternatives.add(typed(type.asText(), node, path, depth));
        }
        if (alternatives.isEmpty()) {
            throw bad(path, "type: expected at least one, received none");
        }
        return out.any(alternatives);
    }

    /** A choice keyword stands alone: beside it only describing keywords and, where it adds nothing, a type. */
    private void alone(JsonNode node, String key, String path) {
        for (String other : (Iterable<String>) node::fieldNames) {
            boolean sameType = other.equals("type") && (key.equals("enum") || key.equals("const"));
            if (!other.equals(key) && KNOWN.contains(other) && !sameType) {
                throw bad(path, "expected " + key + " without " + other);
            }
        }
    }

    private int[] implied(JsonNode node, String path, int depth) {
        if (node.has("properties") || node.has("required") || node.has("additionalProperties")) {
            return object(node, path, depth);
        }
        if (node.has("items") || node.has("prefixItems") || node.has("minItems") || node.has("maxItems")) {
            return array(node, path, depth);
        }
        return node.has("minLength") || node.has("maxLength") ? string(node, path) : anything();
    }

    private int[] choice(JsonNode node, String key, String path, int depth) {
        List<int[]> alternatives = new ArrayList<>();
        switch (key) {
            case "$ref" -> alternatives.add(reference(node.get(key).asText(), path, depth));
            case "const" -> alternatives.add(out.literal(node.get(key).toString()));
            case "enum" -> node.get(key).forEach(v -> alternatives.add(out.literal(v.toString())));
            default -> {
                for (JsonNode option : node.get(key)) {
                    alternatives.add(schema(option, path + "/" + key, depth + 1));
                }
            }
        }
        if (alternatives.isEmpty()) {
            throw bad(path, key + ": expected at least one alternative, received none");
        }
        return out.any(alternatives);
    }

    private int[] reference(String target, String path, int depth) {
        if (!target.startsWith("#")) {
            throw bad(path, "$ref: expected a place in this schema (#/...), received " + target);
        }
        Integer known = references.get(target);
        if (known == null) {
            JsonNode node = target.equals("#") ? document : document.at(target.substring(1));
            if (node.isMissingNode()) {
                throw bad(path, "$ref: expected an existing place, received " + target);
            }
            known = out.declare();
            references.put(target, known);
            out.alternative(known, schema(node, target, depth + 1));
        }
        return Grammar.Builder.reference(known);
    }

    private int[] typed(String type, JsonNode node, String path, int depth) {
        return switch (type) {
            case "object" -> object(node, path, depth);
            case "array" -> array(node, path, depth);
            case "string" -> string(node, path);
            case "number", "integer", "boolean", "null" -> simple(type);
            default -> throw bad(path, "type: expected one of " + TYPES + ", received " + type);
        };
    }

    private int[] simple(String type) {
        int[] known = simple.get(type);
        if (known == null) {
            known = switch (type) {
                case "boolean" -> out.any(List.of(out.literal("true"), out.literal("false")));
                case "null" -> out.literal("null");
                default -> number(type.equals("integer"));
            };
            simple.put(type, known);
        }
        return known;
    }

    private int[] number(boolean integer) {
        int[] digit = out.characters(List.of((int) '0', (int) '9'));
        int[] whole = out.any(List.of(out.literal("0"), Grammar.Builder
                .join(out.characters(List.of((int) '1', (int) '9')), out.repeat(digit, 0, 15, "number"))));
        int[] sign = out.repeat(out.literal("-"), 0, 1, "number");
        if (integer) {
            return Grammar.Builder.join(sign, whole);
        }
        int[] digits = out.repeat(digit, 1, 16, "number");
        int[] fraction = out.repeat(Grammar.Builder.join(out.literal("."), digits), 0, 1, "number");
        int[] exponent = out.repeat(
                Grammar.Builder.join(out.characters(List.of((int) 'E', (int) 'E', (int) 'e', (int) 'e')),
                        out.repeat(out.characters(List.of((int) '+', (int) '+', (int) '-', (int) '-')), 0, 1, "number"),
                        digits),
                0, 1, "number");
        return Grammar.Builder.join(sign, whole, fraction, exponent);
    }

    private int[] string(JsonNode node, String path) {
        int min = count(node, "minLength", 0, path);
        int max = count(node, "maxLength", -1, path);
        return Grammar.Builder.join(out.literal("\""), out.repeat(character, min, max, path), out.literal("\""));
    }

    private int[] array(JsonNode node, String path, int depth) {
        int min = count(node, "minItems", 0, path);
        int max = count(node, "maxItems", -1, path);
        List<int[]> first = new ArrayList<>();
        if (node.has("prefixItems")) {
            for (JsonNode item : node.get("prefixItems")) {
                first.add(schema(item, path + "/prefixItems", depth + 1));
            }
        }
        JsonNode rest = node.path("items");
        boolean closed = rest.isBoolean() && !rest.booleanValue();
        int[] item = closed ? new int[0] : rest.isMissingNode() ? anything() : schema(rest, path + "/items", depth + 1);
        if (!first.isEmpty() && (min > first.size() || (max >= 0 && max < first.size()))) {
            throw bad(path, "expected minItems <= prefixItems <= maxItems, received " + first.size() + " prefix items");
        }
        int[] comma = Grammar.Builder.join(space, out.literal(","), space);
        int[] tail = {};
        if (first.isEmpty() && !closed && max != 0) {
            int[] more = out.repeat(Grammar.Builder.join(comma, item), Math.max(0, min - 1), max < 0 ? -1 : max - 1,
                    path);
            int[] items = Grammar.Builder.join(item, more, space);
            tail = min == 0 ? out.repeat(items, 0, 1, path) : items;
        } else if (!first.isEmpty()) {
            List<int[]> parts = new ArrayList<>();
            first.forEach(f -> parts.add(parts.isEmpty() ? f : Grammar.Builder.join(comma, f)));
            if (!closed) {
                parts.add(out.repeat(Grammar.Builder.join(comma, item), 0, max < 0 ? -1 : max - first.size(), path));
            }
            parts.add(space);
            tail = Grammar.Builder.join(parts.toArray(int[][]::new));
        } else if (min > 0) {
            throw bad(path, "minItems: expected 0 where no items are allowed, received " + min);
        }
        return Grammar.Builder.join(out.literal("["), space, tail, out.literal("]"));
    }

    private int[] object(JsonNode node, String path, int depth) {
        Set<String> required = new HashSet<>();
        node.path("required").forEach(r -> required.add(r.asText()));
        List<int[]> members = new ArrayList<>();
        List<Boolean> needed = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : node.path("properties").properties()) {
            int[] value = schema(property.getValue(), path + "/properties/" + property.getKey(), depth + 1);
            members.add(member(out.literal(JSON.getNodeFactory().textNode(property.getKey()).toString()), value));
            needed.add(required.remove(property.getKey()));
        }
        JsonNode additional = node.path("additionalProperties");
        boolean open = additional.isMissingNode()
                ? members.isEmpty()
                : !(additional.isBoolean() && !additional.booleanValue());
        if (!required.isEmpty()) {
            throw bad(path, "required: expected names of properties, received " + required);
        }
        if (open) {
            int[] value = additional.isMissingNode()
                    ? anything()
                    : schema(additional, path + "/additionalProperties", depth + 1);
            members.add(member(anyString(), value));
            needed.add(false);
        }
        return Grammar.Builder.join(out.literal("{"), space, members(members, needed, open, path), out.literal("}"));
    }

    /** A string of any length. */
    private int[] anyString() {
        return Grammar.Builder.join(out.literal("\""), out.repeat(character, 0, -1, "#"), out.literal("\""));
    }

    private int[] member(int[] name, int[] value) {
        return out.any(List.of(Grammar.Builder.join(name, space, out.literal(":"), space, value, space)));
    }

    /**
     * Members in order, optional ones left out at will, commas between those that are there. Rule {@code first[i]} is what
     * may follow when nothing came yet, {@code later[i]} when something did.
     */
    private int[] members(List<int[]> members, List<Boolean> needed, boolean lastRepeats, String path) {
        int[] comma = Grammar.Builder.join(out.literal(","), space);
        int[] first = {};
        int[] later = {};
        for (int i = members.size() - 1; i >= 0; i--) {
            int one = out.declare();
            out.alternative(one, members.get(i));
            int[] member = Grammar.Builder.reference(one);
            boolean repeats = lastRepeats && i == members.size() - 1;
            int[] again = repeats ? out.repeat(Grammar.Builder.join(comma, member), 0, -1, path) : new int[0];
            int[] begins = Grammar.Builder.join(member, again, later);
            int[] follows = Grammar.Builder.join(comma, member, again, later);
            if (needed.get(i)) {
                first = out.any(List.of(begins));
                later = out.any(List.of(follows));
            } else {
                int firstRule = out.declare();
                out.alternative(firstRule, begins);
                out.alternative(firstRule, first);
                int laterRule = out.declare();
                out.alternative(laterRule, follows);
                out.alternative(laterRule, later);
                first = Grammar.Builder.reference(firstRule);
                later = Grammar.Builder.reference(laterRule);
            }
        }
        return first;
    }

    /** Any JSON value. */
    private int[] anything() {
        Integer known = references.get("");
        if (known == null) {
            known = out.declare();
            references.put("", known);
            int[] value = Grammar.Builder.reference(known);
            int[] text = anyString();
            int[] comma = Grammar.Builder.join(out.literal(","), space);
            int[] item = Grammar.Builder.join(value, space);
            int[] member = out.any(List.of(Grammar.Builder.join(text, space, out.literal(":"), space, value, space)));
            for (int[] alternative : List.of(text, simple("number"), simple("boolean"), simple("null"),
                    Grammar.Builder.join(out.literal("["), space, list(item, comma), out.literal("]")),
                    Grammar.Builder.join(out.literal("{"), space, list(member, comma), out.literal("}")))) {
                out.alternative(known, alternative);
            }
        }
        return Grammar.Builder.reference(known);
    }

    private int[] list(int[] item, int[] comma) {
        int[] some = Grammar.Builder.join(item, out.repeat(Grammar.Builder.join(comma, item), 0, -1, "#"));
        return out.repeat(some, 0, 1, "#");
    }

    private static int count(JsonNode node, String key, int absent, String path) {
        JsonNode value = node.path(key);
        if (value.isMissingNode()) {
            return absent;
        }
        if (!value.canConvertToInt() || value.intValue() < 0) {
            throw bad(path, key + ": expected an integer >= 0, received " + value);
        }
        return value.intValue();
    }

    private static GrammarException bad(String path, String reason) {
        return new GrammarException("schema at " + path, reason);
    }
}
