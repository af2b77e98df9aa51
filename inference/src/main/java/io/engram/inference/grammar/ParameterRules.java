package io.engram.inference.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The arguments of a tool call in XML style, from behind {@code <function=name>} to {@code </function>}: one
 * {@code <parameter=key>value</parameter>} for each property of an object schema. A value that is a string stands there as it
 * is, every other one as JSON. Properties that the schema does not list are left out even where it allows them.
 */
final class ParameterRules {
    /** What a text must not hold, because a reader takes it for the end of the value or of the call. */
    private static final List<String> MARKS = List.of("<parameter=", "</parameter>", "<function=", "</function>",
            "<tool_call>", "</tool_call>");
    private static final int MOST_SPACE = 4;
    private static final int MAX_DEPTH = 100;
    private static final String NAME = "[^>\\s<]+";

    private final SchemaCompiler schemas;
    private final JsonRules json;
    private final Grammar.Builder out;
    private int[] text = {};

    private ParameterRules(SchemaCompiler schemas) {
        this.schemas = schemas;
        this.json = schemas.json();
        this.out = json.out;
    }

    static Grammar compile(String schema) {
        SchemaCompiler schemas = SchemaCompiler.of(schema);
        return new ParameterRules(schemas).call();
    }

    /** The parts of a set of characters that begin no mark. */
    static List<Integer> withoutMarks(List<Integer> set) {
        List<Integer> parts = new ArrayList<>();
        for (int i = 0; i < set.size(); i += 2) {
            add(parts, set.get(i), Math.min(set.get(i + 1), '<' - 1));
            add(parts, Math.max(set.get(i), '<' + 1), set.get(i + 1));
        }
        return parts;
    }

    private static void add(List<Integer> parts, int from, int to) {
        if (from <= to) {
            parts.add(from);
            parts.add(to);
        }
    }

    private Grammar call() {
        JsonNode root = schemas.document();
        for (int i = 0; root.has("$ref") && i < MAX_DEPTH; i++) {
            root = schemas.resolved(root.path("$ref").asText(), "#");
        }
        for (String key : List.of("anyOf", "oneOf", "allOf", "enum", "const")) {
            if (root.has(key)) {
                throw new GrammarException("schema at #",
                        key + ": expected an object's properties themselves where calls "
                                + "are written in XML style");
            }
        }
        Set<String> required = new LinkedHashSet<>();
        root.path("required").forEach(r -> required.add(r.asText()));
        int[] space = out.repeat(out.characters(List.of(10, 10, 32, 32)), 0, MOST_SPACE, "space");
        List<int[]> named = new ArrayList<>();
        List<Boolean> needed = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : root.path("properties").properties()) {
            if (property.getValue().isBoolean() && !property.getValue().booleanValue()) {
                continue;
            }
            named.add(member(property.getKey(), property.getValue()));
            needed.add(required.remove(property.getKey()));
        }
        for (String name : required) {
            named.add(member(name, root.path("additionalProperties").isObject()
                    ? root.path("additionalProperties")
                    : JsonNodeFactory.instance.objectNode()));
            needed.add(true);
        }
        int start = out.declare();
        out.alternative(start, Grammar.Builder.join(space,
                new ObjectRules(space, out, named, needed, new int[0]).members(), space, out.literal("</function>")));
        return out.build(start);
    }

    private int[] member(String name, JsonNode schema) {
        if (!name.matches(NAME)) {
            throw new GrammarException("schema at #/properties",
                    "expected names without white space and angle brackets, received " + name);
        }
        int rule = out.declare();
        int[] line = out.repeat(out.literal("\n"), 0, 1, "line");
        out.alternative(rule, Grammar.Builder.join(out.literal("<parameter=" + name + ">"), line,
                value(schema, "#/properties/" + name, 0), line, out.literal("</parameter>")));
        return Grammar.Builder.reference(rule);
    }

    private int[] value(JsonNode node, String path, int depth) {
        if (depth > MAX_DEPTH) {
            throw new GrammarException("schema at " + path, "expected schemas nested at most " + MAX_DEPTH + " deep");
        }
        if (!node.isObject()) {
            return node.isBoolean() && node.booleanValue() ? text() : schemas.schema(node, path, 0);
        }
        if (node.has("$ref") || node.has("allOf")) {
            return value(schemas.merged(node, path), path, depth + 1);
        }
        List<int[]> alternatives = new ArrayList<>();
        if (node.has("enum") || node.has("const")) {
            JsonNode rest = SchemaCompiler.without(node, "enum", "const");
            for (JsonNode one : node.has("const") ? List.of(node.get("const")) : node.get("enum")) {
                if (SchemaValues.fits(one, rest, path)) {
                    alternatives.add(one.isTextual() ? fixed(one.textValue(), path) : json.value(one));
                }
            }
            if (alternatives.isEmpty()) {
                throw new GrammarException("schema at " + path, "expected at least one value, received none");
            }
            return out.any(alternatives);
        }
        for (String key : List.of("anyOf", "oneOf")) {
            JsonNode rest = SchemaCompiler.without(node, key);
            for (JsonNode one : node.path(key)) {
                alternatives.add(value(SchemaMerge.both(rest, schemas.expanded(one, path), path), path + "/" + key,
                        depth + 1));
            }
        }
        if (!alternatives.isEmpty()) {
            return out.any(alternatives);
        }
        for (String type : SchemaCompiler.types(node, path)) {
            ObjectNode only = ((ObjectNode) node).deepCopy();
            switch (type) {
                case "string" -> alternatives.add(string(node, path));
                case "any" -> {
                    alternatives.add(text());
                    alternatives.add(schemas.schema(node, path, 0));
                }
                default -> alternatives.add(schemas.schema(only.put("type", type), path, 0));
            }
        }
        return out.any(alternatives);
    }

    private int[] fixed(String value, String path) {
        if (MARKS.stream().anyMatch(value::contains)) {
            throw new GrammarException("schema at " + path, "expected texts without marks of calls, received " + value);
        }
        return out.literal(value);
    }

    private int[] string(JsonNode node, String path) {
        schemas.schema(((ObjectNode) node).deepCopy().put("type", "string"), path, 0);
        int min = SchemaCompiler.count(node, "minLength", 0, path);
        int max = SchemaCompiler.count(node, "maxLength", -1, path);
        if (node.has("pattern") || node.has("format")) {
            String pattern = node.has("pattern")
                    ? node.get("pattern").asText()
                    : Objects.requireNonNull(SchemaCompiler.FORMATS.get(node.get("format").asText()));
            return new RegexRules(json, pattern, path).plain();
        }
        return min == 0 && max < 0
                ? text()
                : out.repeat(out.characters(withoutMarks(List.of(0, Character.MAX_CODE_POINT))), min, max, path);
    }

    /** Any text without marks: where a mark has begun, it does not go on as one. */
    private int[] text() {
        if (text.length > 0) {
            return text;
        }
        int free = out.declare();
        text = Grammar.Builder.reference(free);
        List<String> begun = new ArrayList<>(List.of(""));
        List<Integer> rules = new ArrayList<>(List.of(free));
        for (int i = 0; i < begun.size(); i++) {
            String before = begun.get(i);
            List<Integer> others = new ArrayList<>(List.of(0, Character.MAX_CODE_POINT));
            Set<Character> next = new LinkedHashSet<>();
            next.add('<');
            MARKS.stream().filter(m -> m.startsWith(before)).forEach(m -> next.add(m.charAt(before.length())));
            for (char c : next) {
                others = without(others, c);
                String longer = c == '<' ? "<" : before + c;
                if (MARKS.contains(longer)) {
                    continue;
                }
                int at = begun.indexOf(longer);
                if (at < 0) {
                    at = begun.size();
                    begun.add(longer);
                    rules.add(out.declare());
                }
                out.alternative(rules.get(i), Grammar.Builder.join(out.literal(String.valueOf(c)),
                        Grammar.Builder.reference(rules.get(at))));
            }
            out.alternative(rules.get(i), Grammar.Builder.join(out.characters(others), text));
            out.alternative(rules.get(i));
        }
        return text;
    }

    private static List<Integer> without(List<Integer> set, int c) {
        List<Integer> parts = new ArrayList<>();
        for (int i = 0; i < set.size(); i += 2) {
            if (c < set.get(i) || c > set.get(i + 1)) {
                add(parts, set.get(i), set.get(i + 1));
            } else {
                add(parts, set.get(i), c - 1);
                add(parts, c + 1, set.get(i + 1));
            }
        }
        return parts;
    }
}
