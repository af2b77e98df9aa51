package io.engram.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.engram.inference.Constraint;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a grammar or a schema says, it is compiled or refused with a clear reason, soon and in little memory. */
class HostileGrammarTest {
    /** More rounds with {@code -Dengram.fuzz=N}. */
    private static final int ROUNDS = Integer.getInteger("engram.fuzz", 200);
    private static final List<String> SCHEMAS = List.of(
            "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/t\"},\"b\":{\"type\":[\"string\",\"null\"],\"maxLength\":9}},\"required\":[\"a\"],\"additionalProperties\":false,\"$defs\":{\"t\":{\"anyOf\":[{\"const\":1},{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/t\"},\"minItems\":1}]}}}",
            "{\"allOf\":[{\"type\":\"integer\",\"minimum\":-12.5},{\"exclusiveMaximum\":1e3}]}",
            "{\"type\":\"string\",\"pattern\":\"^(a|[b-d\\\\d]{2,5})*x?$\"}",
            "{\"prefixItems\":[{\"enum\":[\"p\",null]},true],\"items\":{\"format\":\"date-time\"},\"maxItems\":4}");
    private static final String[] PIECES = {"{", "}", "[", "]", "\"", ":", ",", "0", "-1", "1e999", "999999999", "null",
            "true", "\"$ref\":\"#\"", "\"allOf\":[{}]", "\"not\":{}", "\"type\":\"object\"", "\"minLength\":5000",
            "\"maxItems\":5000", "\"enum\":[]", "\"pattern\":\"(\"", "\\", "\ud83d"};

    private static void compiledOrRefused(String text, boolean gbnf) {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            try {
                Constraint form = gbnf ? Constraint.ofGrammar(text) : Constraint.ofJsonSchema(text);
                for (String one : List.of("", "{\"a\":1}", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "[[[[[[[[1]]]]]]]]",
                        "-0.5")) {
                    assertThat(form.accepts(one)).isIn(true, false);
                }
            } catch (GrammarException refused) {
                assertThat(refused).hasMessageContaining(": ");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"root ::= (((\"a\"{50000}){50000}){50000})", "root ::= ((((\"a\"?){99}){99}){99}){99}",
            "root ::= (\"a\"*){50000}",
            "root ::= a a\na ::= b b | \"\"\nb ::= c c | \"\"\nc ::= d d | \"\"\nd ::= \"x\" | \"\"",
            "root ::= \"(\" root \")\" | root2 root2 \"x\"\nroot2 ::= \"\" | \"a\" root2 \"a\" | \"a\" root2",
            "root ::= (\"a\" | \"aa\" | \"aaa\" | [a-c]){1,2000}", "root ::= .{0,50000} .{0,50000} .{0,50000}"})
    void grammars(String text) {
        compiledOrRefused(text, true);
    }

    @Test
    void grammars_deepAndWide() {
        compiledOrRefused("root ::= " + "(".repeat(100_000) + "\"a\"" + ")".repeat(100_000), true);
        compiledOrRefused("root ::= " + "\"a\" | ".repeat(100_000) + "\"b\"", true);
        StringBuilder chain = new StringBuilder("root ::= r0\n");
        for (int i = 0; i < 20_000; i++) {
            chain.append("r").append(i).append(" ::= r").append(i + 1).append(" | \"x\"\n");
        }
        compiledOrRefused(chain + "r20000 ::= \"y\"", true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"string\",\"minLength\":50000,\"maxLength\":50000}",
            "{\"items\":{\"items\":{\"items\":{\"maxItems\":50000},\"maxItems\":50000},\"maxItems\":50000}}",
            "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"type\":\"object\",\"anyOf\":[{\"$ref\":\"#/$defs/a\"},{\"$ref\":\"#/$defs/a\"}]}}}",
            "{\"allOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}", "{\"anyOf\":[{\"$ref\":\"#\"}],\"type\":\"object\"}",
            "{\"minimum\":1e999999999}", "{\"enum\":[1e999999999]}", "{\"maximum\":1e-999999999}",
            "{\"type\":\"integer\",\"minimum\":-1e60,\"maximum\":1e60}",
            "{\"pattern\":\"((((((((((a{99}){99}){99}){99}){99}){99}){99}){99}){99}){99})\"}",
            "{\"pattern\":\"(a*)*b\"}", "{\"pattern\":\"[\\\\u0000-\\\\uffff]{50000}\"}", "{\"required\":3}",
            "{\"properties\":3}", "{\"properties\":{\"a\":3}}", "{\"type\":3}", "{\"items\":[]}", "{\"enum\":3}",
            "{\"$ref\":3}", "{\"minItems\":1e99}", "{\"allOf\":3}", "{\"anyOf\":{}}", "{\"const\":{\"a\":[{}]}}"})
    void schemas(String text) {
        compiledOrRefused(text, false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"required\":3}", "{\"required\":[3]}", "{\"properties\":3}",
            "{\"type\":\"string\",\"pattern\":3}",
            "{\"prefixItems\":{}}", "{\"type\":\"array\",\"uniqueItems\":true}",
            "{\"type\":\"object\",\"minProperties\":1}"})
    void schemasThatCannotBeHonoured_areRefused(String text) {
        assertThatThrownBy(() -> Constraint.ofJsonSchema(text)).isInstanceOf(GrammarException.class);
    }

    @Test
    void schemas_deepAndWide() {
        compiledOrRefused("{\"items\":".repeat(20_000) + "true" + "}".repeat(20_000), false);
        compiledOrRefused("{\"const\":" + "[".repeat(900) + "]".repeat(900) + "}", false);
        StringBuilder wide = new StringBuilder("{\"type\":\"object\",\"properties\":{");
        for (int i = 0; i < 1500; i++) {
            wide.append(i == 0 ? "" : ",").append("\"p").append(i).append("\":{\"type\":\"number\"}");
        }
        compiledOrRefused(wide + "}}", false);
    }

    @Test
    void schemas_damaged() {
        Random random = new Random(12);
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder text = new StringBuilder(SCHEMAS.get(random.nextInt(SCHEMAS.size())));
            for (int n = random.nextInt(4); n >= 0; n--) {
                int at = random.nextInt(text.length() + 1);
                text.replace(at, Math.min(text.length(), at + random.nextInt(8)),
                        PIECES[random.nextInt(PIECES.length)]);
            }
            try {
                compiledOrRefused(text.toString(), false);
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError wrong) {
                fail(text.toString(), wrong);
            }
        }
    }
}
