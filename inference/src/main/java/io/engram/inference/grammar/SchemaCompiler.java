package io.engram.inference.grammar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.engram.inference.grammar.NumberRules.Bound;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON schema to grammar rules. Honoured: {@code type} (one or several), {@code properties, required,
 * additionalProperties, items, prefixItems, minItems, maxItems, minLength, maxLength, pattern, format} (date, time, date-time,
 * uuid), {@code minimum, maximum, exclusiveMinimum, exclusiveMaximum, enum, const, anyOf, oneOf} (taken as {@code anyOf}),
 * {@code allOf} of schemas that can be merged, local {@code $ref} with {@code $defs} or {@code definitions}. Keywords that only
 * describe are skipped; every other one is refused.
 *
 * <p>Texts are JSON with at most 20 white-space characters in a row; {@link ObjectRules} says in which order properties come.
 */
final class SchemaCompiler {
    private static final int MAX_DEPTH = 100;
    private static final Set<String> DESCRIBING = Set.of("title", "description", "default", "examples", "$schema",
            "$id", "$comment", "$defs", "definitions", "deprecated", "readOnly", "writeOnly");
    private static final Set<String> OF_OBJECTS = Set.of("properties", "required", "additionalProperties");
    private static final Set<String> OF_ARRAYS = Set.of("items", "prefixItems", "minItems", "maxItems");
    private static final Set<String> OF_STRINGS = Set.of("minLength", "maxLength", "pattern", "format");
    private static final Set<String> OF_NUMBERS = Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");
    private static final List<String> CHOICES = List.of("const", "enum", "anyOf", "oneOf");
    private static final List<String> TYPES = List.of("object", "array", "string", "number", "integer", "boolean",
            "null");
    private static final String DATE = "[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))";
    private static final String TIME = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";
    static final Map<String, String> FORMATS = Map.of("date", "^" + DATE + "$", "time", "^" + TIME + "$",
            "date-time", "^" + DATE + "[Tt]" + TIME + "$", "uuid",
            "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$");
    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final JsonNode document;
    private final Grammar.Builder out = new Grammar.Builder();
    private final JsonRules json = new JsonRules(out);
    private final Map<String, Integer> references = new HashMap<>();

    private SchemaCompiler(JsonNode document) {
        this.document = document;
    }

    /** A compiler of the schemas within a document. */
    static SchemaCompiler of(String json) {
        try {
            return new SchemaCompiler(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new GrammarException("schema", "expected JSON, received: " + e.getOriginalMessage());
        }
    }

    JsonNode document() {
        return document;
    }

    JsonRules json() {
        return json;
    }

    static Grammar compile(String json) {
        SchemaCompiler compiler = of(json);
        JsonNode schema = compiler.document;
        int root = compiler.out.declare();
        compiler.out.alternative(root,
                Grammar.Builder.join(compiler.json.space, compiler.schema(schema, "#", 0), compiler.json.space));
        return compiler.out.build(root);
    }

    int[] schema(JsonNode node, String path, int depth) {
        if (depth > MAX_DEPTH) {
            throw bad(path, "expected schemas nested at most " + MAX_DEPTH + " deep");
        }
        if (node.isBoolean() && node.booleanValue()) {
            return json.anything();
        }
        if (!node.isObject()) {
            throw bad(path, "expected an object or true, received " + node);
        }
        check(node, path);
        if (node.has("$ref") || node.has("allOf")) {
            return together(node, path, depth);
        }
        for (String key : CHOICES) {
            if (node.has(key)) {
                return out.any(choice((ObjectNode) node, key, path, depth));
            }
        }
        List<int[]> alternatives = new ArrayList<>();
        for (String type : types(node, path)) {
            alternatives.add(typed(type, node, path, depth));
        }
        return out.any(alternatives);
    }

    private static void check(JsonNode node, String path) {
        for (String key : (Iterable<String>) node::fieldNames) {
            boolean known = DESCRIBING.contains(key) || OF_OBJECTS.contains(key) || OF_ARRAYS.contains(key)
                    || OF_STRINGS.contains(key) || OF_NUMBERS.contains(key) || CHOICES.contains(key)
                    || List.of("type", "$ref", "allOf").contains(key);
            if (!known) {
                throw bad(path, "expected keywords that can be honoured, received \"" + key + "\"");
            }
            JsonNode value = node.get(key);
            boolean fits = switch (key) {
                case "properties" -> value.isObject();
                case "prefixItems", "required" -> value.isArray();
                case "pattern", "format", "$ref" -> value.isTextual();
                default -> true;
            };
            if (!fits) {
                throw bad(path, key + ": expected what JSON schema has there, received " + value);
            }
        }
        for (JsonNode name : node.path("required")) {
            if (!name.isTextual()) {
                throw bad(path, "required: expected names, received " + name);
            }
        }
    }

    /** {@code $ref} and {@code allOf} hold beside everything else in their schema. */
    private int[] together(JsonNode node, String path, int depth) {
        JsonNode rest = without(node, "$ref", "allOf");
        boolean alone = rest.properties().stream().allMatch(e -> DESCRIBING.contains(e.getKey()));
        if (node.has("$ref") && !node.has("allOf") && alone) {
            return reference(node.get("$ref").asText(), path, depth);
        }
        return schema(merged(node, path), path, depth + 1);
    }

    /** One schema that says what a schema with {@code $ref} or {@code allOf} says. */
    JsonNode merged(JsonNode node, String path) {
        JsonNode merged = without(node, "$ref", "allOf");
        if (node.has("$ref")) {
            merged = SchemaMerge.both(merged, resolved(node.get("$ref").asText(), path), path);
        }
        JsonNode all = node.path("allOf");
        if (node.has("allOf") && (!all.isArray() || all.isEmpty())) {
            throw bad(path, "allOf: expected at least one schema, received " + all);
        }
        for (JsonNode one : all) {
            JsonNode next = one;
            for (int i = 0; next.has("$ref") && i < MAX_DEPTH; i++) {
                next = SchemaMerge.both(without(next, "$ref"), resolved(next.get("$ref").asText(), path), path);
            }
            merged = SchemaMerge.both(merged, next, path);
        }
        return merged;
    }

    static JsonNode without(JsonNode node, String... keys) {
        return ((ObjectNode) node.deepCopy()).remove(List.of(keys));
    }

    private List<int[]> choice(ObjectNode node, String key, String path, int depth) {
        JsonNode options = node.get(key);
        JsonNode rest = without(node, key);
        List<int[]> alternatives = new ArrayList<>();
        boolean fixed = key.equals("const") || key.equals("enum");
        for (JsonNode option : key.equals("const") ? List.of(options) : options) {
            if (!fixed) {
                boolean bare = rest.properties().stream().allMatch(e -> DESCRIBING.contains(e.getKey()));
                alternatives.add(schema(bare ? option : SchemaMerge.both(rest, expanded(option, path), path),
                        path + "/" + key, depth + 1));
            } else if (SchemaValues.fits(option, rest, path)) {
                alternatives.add(json.value(option));
            }
        }
        if (alternatives.isEmpty()) {
            throw bad(path, key + ": expected at least one alternative, received none");
        }
        return alternatives;
    }

    JsonNode expanded(JsonNode option, String path) {
        return option.has("$ref")
                ? SchemaMerge.both(without(option, "$ref"), resolved(option.get("$ref").asText(), path), path)
                : option;
    }

    JsonNode resolved(String target, String path) {
        if (!target.equals("#") && !target.startsWith("#/")) {
            throw bad(path, "$ref: expected a place in this schema (#/...), received " + target);
        }
        JsonNode node = target.equals("#") ? document : document.at(target.substring(1));
        if (node.isMissingNode()) {
            throw bad(path, "$ref: expected an existing place, received " + target);
        }
        return node;
    }

    private int[] reference(String target, String path, int depth) {
        Integer known = references.get(target);
        if (known == null) {
            JsonNode node = resolved(target, path);
            known = out.declare();
            references.put(target, known);
            out.alternative(known, schema(node, target, depth + 1));
        }
        return Grammar.Builder.reference(known);
    }

    /** The types a schema names, or all: keywords of a type say nothing about the others. */
    static Set<String> types(JsonNode node, String path) {
        Set<String> types = new LinkedHashSet<>();
        JsonNode named = node.path("type");
        if (named.isMissingNode()) {
            boolean any = node.properties().stream().allMatch(e -> DESCRIBING.contains(e.getKey()));
            return any ? Set.of("any") : Set.of("object", "array", "string", "number", "boolean", "null");
        }
        for (JsonNode type : named.isArray() ? named : List.of(named)) {
            types.add(type.asText());
        }
        if (types.isEmpty()) {
            throw bad(path, "type: expected at least one, received none");
        }
        if (types.contains("number")) {
            types.remove("integer");
        }
        return types;
    }

    private int[] typed(String type, JsonNode node, String path, int depth) {
        return switch (type) {
            case "any" -> json.anything();
            case "object" -> object(node, path, depth);
            case "array" -> array(node, path, depth);
            case "string" -> string(node, path);
            case "number", "integer" -> number(node, type.equals("integer"), path);
            case "boolean", "null" -> json.simple(type);
            default -> throw bad(path, "type: expected one of " + TYPES + ", received " + type);
        };
    }

    private int[] number(JsonNode node, boolean whole, String path) {
        Bound low = tighter(bound(node, "minimum", false, path), bound(node, "exclusiveMinimum", true, path), 1);
        Bound high = tighter(bound(node, "maximum", false, path), bound(node, "exclusiveMaximum", true, path), -1);
        return low == null && high == null
                ? json.simple(whole ? "integer" : "number")
                : new NumberRules(json, path).between(low, high, whole);
    }

    private static @Nullable Bound bound(JsonNode node, String key, boolean open, String path) {
        JsonNode value = node.path(key);
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isNumber()) {
            throw bad(path, key + ": expected a number, received " + value);
        }
        BigDecimal at = value.decimalValue();
        if (Math.abs((long) at.precision() - at.scale()) > 100 || Math.abs(at.scale()) > 60) {
            throw bad(path, key + ": expected a number of at most 100 digits, received " + value);
        }
        return new Bound(at, open);
    }

    private static @Nullable Bound tighter(@Nullable Bound a, @Nullable Bound b, int sign) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.at().compareTo(b.at()) * sign > 0 ? a : b;
    }

    private int[] string(JsonNode node, String path) {
        int min = count(node, "minLength", 0, path);
        int max = count(node, "maxLength", -1, path);
        if (!node.has("pattern") && !node.has("format")) {
            return json.string(min, max, path);
        }
        if ((node.has("pattern") && node.has("format")) || min > 0 || max >= 0) {
            throw bad(path, "expected one of pattern, format and a length, received several");
        }
        if (node.has("pattern")) {
            return new RegexRules(json, node.get("pattern").asText(), path).string();
        }
        String pattern = FORMATS.get(node.get("format").asText());
        if (pattern == null) {
            throw bad(path, "format: expected date, time, date-time or uuid, received " + node.get("format"));
        }
        return new RegexRules(json, pattern, path).string();
    }

    private int[] array(JsonNode node, String path, int depth) {
        int min = count(node, "minItems", 0, path);
        int max = count(node, "maxItems", -1, path);
        if (max >= 0 && max < min) {
            throw bad(path, "expected minItems <= maxItems, received " + min + " and " + max);
        }
        List<int[]> first = new ArrayList<>();
        for (JsonNode item : node.path("prefixItems")) {
            first.add(rule(Grammar.Builder.join(schema(item, path + "/prefixItems", depth + 1), json.space)));
        }
        JsonNode rest = node.path("items");
        boolean closed = rest.isBoolean() && !rest.booleanValue();
        int most = closed ? (max < 0 ? first.size() : Math.min(max, first.size())) : max;
        if (most >= 0 && min > most) {
            throw bad(path, "minItems: expected at most " + most + ", received " + min);
        }
        int[] item = closed || (most >= 0 && most <= first.size())
                ? new int[0]
                : rule(Grammar.Builder.join(
                        rest.isMissingNode() ? json.anything() : schema(rest, path + "/items", depth + 1), json.space));
        int[] after = item.length == 0 || first.isEmpty()
                ? new int[0]
                : out.repeat(Grammar.Builder.join(json.comma, item), Math.max(0, min - first.size()),
                        most < 0 ? -1 : most - first.size(), path);
        if (first.isEmpty() && item.length > 0) {
            int[] some = Grammar.Builder.join(item, out.repeat(Grammar.Builder.join(json.comma, item),
                    Math.max(0, min - 1), most < 0 ? -1 : most - 1, path));
            after = min > 0 ? some : out.repeat(some, 0, 1, path);
        }
        for (int i = first.size() - 1; i >= 0; i--) {
            List<int[]> alternatives = new ArrayList<>();
            if (most < 0 || i < most) {
                alternatives.add(Grammar.Builder.join(i == 0 ? new int[0] : json.comma, first.get(i), after));
            }
            if (i >= min) {
                alternatives.add(new int[0]);
            }
            after = out.any(alternatives);
        }
        return Grammar.Builder.join(out.literal("["), json.space, after, out.literal("]"));
    }

    private int[] rule(int[] elements) {
        int rule = out.declare();
        out.alternative(rule, elements);
        return Grammar.Builder.reference(rule);
    }

    private int[] object(JsonNode node, String path, int depth) {
        Set<String> required = new LinkedHashSet<>();
        node.path("required").forEach(r -> required.add(r.asText()));
        JsonNode additional = node.path("additionalProperties");
        boolean open = !(additional.isBoolean() && !additional.booleanValue());
        int[] other = open
                ? additional.isMissingNode()
                        ? json.anything()
                        : schema(additional, path + "/additionalProperties", depth + 1)
                : new int[0];
        List<String> names = new ArrayList<>();
        List<int[]> named = new ArrayList<>();
        List<Boolean> needed = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : node.path("properties").properties()) {
            if (property.getValue().isBoolean() && !property.getValue().booleanValue()) {
                // A property that nothing fits: its name is known, so that it is no other one either.
                names.add(property.getKey());
                continue;
            }
            int[] value = schema(property.getValue(), path + "/properties/" + property.getKey(), depth + 1);
            names.add(property.getKey());
            named.add(member(json.fixed(property.getKey()), value));
            needed.add(required.remove(property.getKey()));
        }
        for (String name : required) {
            if (!open || names.contains(name)) {
                throw bad(path, "required: expected names of properties, received " + required);
            }
            names.add(name);
            named.add(member(json.fixed(name), other));
            needed.add(true);
        }
        int[] otherMember = open ? member(json.otherThan(names), other) : new int[0];
        return Grammar.Builder.join(out.literal("{"), json.space,
                new ObjectRules(json, named, needed, otherMember).members(), out.literal("}"));
    }

    private int[] member(int[] name, int[] value) {
        return rule(Grammar.Builder.join(name, json.space, out.literal(":"), json.space, value, json.space));
    }

    static int count(JsonNode node, String key, int absent, String path) {
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
