package io.engram.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.engram.inference.Constraint;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random schemas and documents: the grammar of a schema accepts exactly what a validator accepts. */
class SchemaOracleTest {
    private static final int SCHEMAS = 400;
    private static final int DOCUMENTS = 30;
    private static final List<String> NAMES = List.of("a", "b", "cd", "na me", "\u00e9", "x\"y");
    private static final List<String> TEXTS = List.of("", "a", "ab", "abc", "\u00e4\u00f6", "\uD83D\uDE00", "a\nb",
            "\"",
            "\\", "12", "A1-b", "aaaa", "b");
    private static final List<String> PATTERNS = List.of("^a", "b$", "^[a-c]*$", "[0-9]", "^(a|ab)?c?$", "^.{1,3}$",
            "-");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final Random random = new Random(20);

    @Test
    void accepts_randomSchemas_asAValidatorDoes() throws JsonProcessingException {
        JsonSchemaFactory validators = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
        int refused = 0;
        int yes = 0;
        int no = 0;
        for (int i = 0; i < SCHEMAS; i++) {
            JsonNode schema = schema(3);
            Constraint constraint;
            try {
                constraint = Constraint.ofJsonSchema(schema.toString());
            } catch (GrammarException cannot) {
                refused++;
                continue;
            }
            JsonSchema oracle = validators.getSchema(JSON.readTree(schema.toString()));
            for (int d = 0; d < DOCUMENTS; d++) {
                JsonNode document = random.nextInt(4) == 0 ? anything(2) : like(schema, 4);
                String text = written(document);
                boolean expected = oracle.validate(JSON.readTree(text)).isEmpty();
                assertThat(constraint.accepts(text)).as("schema %s, document %s", schema, text).isEqualTo(expected);
                yes += expected ? 1 : 0;
                no += expected ? 0 : 1;
            }
        }
        assertThat(refused).as("schemas refused").isLessThan(SCHEMAS / 5);
        assertThat(Math.min(yes, no)).as("documents of the rarer kind").isGreaterThan(SCHEMAS * DOCUMENTS / 10);
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private boolean chance(int in) {
        return random.nextInt(in) == 0;
    }

    private JsonNode schema(int depth) {
        ObjectNode s = JSON.createObjectNode();
        switch (random.nextInt(depth > 0 ? 10 : 6)) {
            case 0 -> numbers(s.put("type", "integer"), true);
            case 1 -> numbers(s.put("type", "number"), false);
            case 2, 3 -> strings(s.put("type", "string"));
            case 4 -> {
                ArrayNode values = s.putArray("enum");
                for (int i = random.nextInt(3); i >= 0; i--) {
                    values.add(anything(1));
                }
            }
            case 5 -> s.putArray("type").add(one(List.of("null", "boolean"))).add(one(List.of("string", "integer")));
            case 6 -> arrays(s.put("type", "array"), depth);
            case 7, 8 -> objects(s.put("type", "object"), depth);
            default -> {
                ArrayNode choices = s.putArray("anyOf");
                choices.add(schema(depth - 1)).add(schema(depth - 1));
            }
        }
        return s;
    }

    private void numbers(ObjectNode s, boolean whole) {
        BigDecimal low = number(whole);
        if (chance(2)) {
            s.put(one(List.of("minimum", "exclusiveMinimum")), low);
        }
        if (chance(2)) {
            s.put(one(List.of("maximum", "exclusiveMaximum")), low.add(number(whole).abs()).add(BigDecimal.TWO));
        }
    }

    private BigDecimal number(boolean whole) {
        int size = one(List.of(3, 20, 300, 40_000));
        BigDecimal n = BigDecimal.valueOf(random.nextInt(2 * size) - size);
        return whole || chance(2) ? n : n.add(BigDecimal.valueOf(random.nextInt(1000), 1 + random.nextInt(3)));
    }

    private void strings(ObjectNode s) {
        if (chance(4)) {
            s.put("pattern", one(PATTERNS));
            return;
        }
        int least = random.nextInt(3);
        if (chance(2)) {
            s.put("minLength", least);
        }
        if (chance(2)) {
            s.put("maxLength", least + random.nextInt(3));
        }
    }

    private void arrays(ObjectNode s, int depth) {
        int least = random.nextInt(3);
        if (chance(3)) {
            ArrayNode first = s.putArray("prefixItems");
            for (int i = random.nextInt(2); i >= 0; i--) {
                first.add(schema(depth - 1));
            }
        }
        if (chance(4)) {
            s.put("items", chance(2));
        } else {
            s.set("items", schema(depth - 1));
        }
        if (chance(2)) {
            s.put("minItems", least);
        }
        if (chance(2)) {
            s.put("maxItems", least + random.nextInt(3));
        }
    }

    private void objects(ObjectNode s, int depth) {
        ObjectNode properties = s.putObject("properties");
        ArrayNode required = JSON.createArrayNode();
        for (String name : NAMES) {
            if (chance(2)) {
                properties.set(name, schema(depth - 1));
            }
            if (chance(4)) {
                required.add(name);
            }
        }
        if (!required.isEmpty()) {
            s.set("required", required);
        }
        if (chance(2)) {
            s.put("additionalProperties", chance(2));
        } else if (chance(3)) {
            s.set("additionalProperties", schema(depth - 1));
        }
    }

    /** A document that a schema may well accept. */
    private JsonNode like(JsonNode schema, int depth) {
        if (depth == 0 || !schema.isObject() || chance(25)) {
            return anything(1);
        }
        if (schema.has("enum")) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        if (schema.has("anyOf")) {
            return like(schema.get("anyOf").get(random.nextInt(2)), depth);
        }
        JsonNode type = schema.path("type");
        return switch (type.isArray() ? type.get(random.nextInt(type.size())).asText() : type.asText()) {
            case "object" -> {
                List<String> names = new ArrayList<>(NAMES);
                names.add("other");
                Collections.shuffle(names, random);
                ObjectNode made = JSON.createObjectNode();
                for (String name : names) {
                    boolean needed = schema.path("required").toString().contains(JSON.getNodeFactory().textNode(name)
                            .toString());
                    if (needed ? !chance(12) : schema.path("properties").has(name) ? chance(2) : chance(8)) {
                        JsonNode of = schema.path("properties").has(name)
                                ? schema.get("properties").get(name)
                                : schema.path("additionalProperties");
                        made.set(name, like(of, depth - 1));
                    }
                }
                yield made;
            }
            case "array" -> {
                ArrayNode made = JSON.createArrayNode();
                int size = schema.path("minItems").asInt(0) + random.nextInt(3);
                for (int i = 0; i < size; i++) {
                    made.add(like(i < schema.path("prefixItems").size()
                            ? schema.get("prefixItems").get(i)
                            : schema.path("items"), depth - 1));
                }
                yield made;
            }
            case "string" -> JSON.getNodeFactory().textNode(one(TEXTS));
            case "integer" -> number(schema, true);
            case "number" -> number(schema, false);
            case "boolean" -> JSON.getNodeFactory().booleanNode(chance(2));
            default -> JSON.getNodeFactory().nullNode();
        };
    }

    /** Near the bounds, so that both sides are met. */
    private JsonNode number(JsonNode schema, boolean whole) {
        List<BigDecimal> near = new ArrayList<>();
        for (String key : List.of("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")) {
            if (schema.has(key)) {
                near.add(schema.get(key).decimalValue());
            }
        }
        BigDecimal at = near.isEmpty() || chance(3) ? number(whole) : one(near);
        BigDecimal step = whole
                ? BigDecimal.ONE
                : one(List.of(BigDecimal.ONE, new BigDecimal("0.1"),
                        new BigDecimal("0.001")));
        return JSON.getNodeFactory().numberNode(at.add(step.multiply(BigDecimal.valueOf(random.nextInt(3) - 1))));
    }

    private JsonNode anything(int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> JSON.getNodeFactory().textNode(one(TEXTS));
            case 1 -> JSON.getNodeFactory().numberNode(number(chance(2)));
            case 2 -> JSON.getNodeFactory().booleanNode(chance(2));
            case 3 -> JSON.getNodeFactory().nullNode();
            case 4 -> JSON.getNodeFactory().numberNode(random.nextInt(5));
            case 5 -> JSON.createArrayNode().add(anything(depth - 1)).add(anything(0));
            default -> JSON.createObjectNode().set(one(NAMES), anything(depth - 1));
        };
    }

    /** As text: with blanks here and there, half of the texts beyond ASCII escaped, numbers without exponent. */
    private String written(JsonNode node) {
        if (node.isObject()) {
            List<String> members = new ArrayList<>();
            node.properties()
                    .forEach(e -> members.add(quoted(e.getKey()) + blank() + ":" + blank()
                            + written(e.getValue())));
            return "{" + blank() + String.join(blank() + "," + blank(), members) + blank() + "}";
        }
        if (node.isArray()) {
            List<String> elements = new ArrayList<>();
            node.forEach(e -> elements.add(written(e)));
            return "[" + blank() + String.join(blank() + "," + blank(), elements) + blank() + "]";
        }
        return node.isTextual()
                ? quoted(node.textValue())
                : node.isNumber() ? node.decimalValue().toPlainString() : node.toString();
    }

    private String blank() {
        return chance(6) ? " " : "";
    }

    private String quoted(String text) {
        StringBuilder all = new StringBuilder();
        text.chars().forEach(c -> all.append(c < 0x7f
                ? JSON.getNodeFactory().textNode(Character.toString(c)).toString().replaceAll("^.|.$", "")
                : String.format("\\u%04x", c)));
        if (chance(2)) {
            return '"' + all.toString() + '"';
        }
        return JSON.getNodeFactory().textNode(text).toString();
    }
}
