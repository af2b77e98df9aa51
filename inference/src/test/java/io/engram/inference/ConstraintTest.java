package io.engram.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.engram.inference.grammar.GrammarException;
import io.engram.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintTest {
    private static final String PERSON = """
            {"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":5},
            "age":{"type":"integer"},"tags":{"type":"array","items":{"enum":["a","b"]},"minItems":1,"maxItems":3}},
            "required":["name","tags"],"additionalProperties":false}""";

    @Test
    void accepts_grammar_decidesAsWritten() {
        Constraint sums = Constraint.ofGrammar("""
                # sums of numbers
                root  ::= term ("+" term){0,2} end
                term  ::= [0-9]+ | "(" root ")"   # nested
                end   ::= "." | ""
                """);
        for (String yes : List.of("1", "12+3.", "(1+2)+3", "((4))", "1+2+3")) {
            assertThat(sums.accepts(yes)).as(yes).isTrue();
        }
        for (String no : List.of("", "+", "1+", "1+2+3+4", "(1", "1.2")) {
            assertThat(sums.accepts(no)).as(no).isFalse();
        }
    }

    @Test
    void accepts_characterSets_overAllOfUnicode() {
        Constraint some = Constraint.ofGrammar("root ::= [a-c\\u00e9\\u4e00-\\u9fff\\U0001F600-\\U0001F64F]*");
        Constraint others = Constraint.ofGrammar("root ::= [^a-c\\u00e9\\u4e00-\\u9fff\\U0001F600-\\U0001F64F]*");
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            int c = random.nextInt(3) == 0 ? random.nextInt(0x110000) : random.nextInt(0xa000);
            if (c >= 0xd800 && c <= 0xdfff) {
                continue;
            }
            boolean in = (c >= 'a' && c <= 'c') || c == 0xe9 || (c >= 0x4e00 && c <= 0x9fff)
                    || (c >= 0x1f600 && c <= 0x1f64f);
            assertThat(some.accepts(Character.toString(c))).as("%x", c).isEqualTo(in);
            assertThat(others.accepts(Character.toString(c))).as("%x", c).isEqualTo(!in);
        }
    }

    @Test
    void accepts_schema_decidesAsJsonDoes() {
        Constraint person = Constraint.ofJsonSchema(PERSON);
        for (String yes : List.of("{\"name\":\"Ann\",\"tags\":[\"a\"]}",
                " { \"name\" : \"\\u00e9\\n\", \"age\" : -3 , \"tags\" : [ \"a\" , \"b\",\"b\" ] } ")) {
            assertThat(person.accepts(yes)).as(yes).isTrue();
        }
        for (String no : List.of("{}", "{\"name\":\"\",\"tags\":[\"a\"]}", "{\"name\":\"Ann\",\"tags\":[]}",
                "{\"name\":\"Ann\",\"tags\":[\"c\"]}", "{\"name\":\"Annabel\",\"tags\":[\"a\"]}",
                "{\"name\":\"Ann\",\"age\":1.5,\"tags\":[\"a\"]}", "{\"name\":\"Ann\",\"tags\":[\"a\"],\"x\":1}",
                "{\"name\":\"Ann\",\"age\":01,\"tags\":[\"a\"]}", "{\"name\":\"Ann\",\"tags\":[\"a\"]")) {
            assertThat(person.accepts(no)).as(no).isFalse();
        }
    }

    @Test
    void accepts_recursiveAndOpenSchemas() {
        Constraint tree = Constraint.ofJsonSchema("""
                {"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"v":{"type":["number","null"]},
                "next":{"anyOf":[{"$ref":"#/$defs/node"},{"const":"end"}]}},"required":["v"]}}}""");
        assertThat(tree.accepts("{\"v\":1.5e3,\"next\":{\"v\":null,\"next\":\"end\"}}")).isTrue();
        assertThat(tree.accepts("{\"v\":1,\"next\":\"stop\"}")).isFalse();
        Constraint open = Constraint
                .ofJsonSchema("{\"type\":\"object\",\"additionalProperties\":{\"type\":\"boolean\"}}");
        assertThat(open.accepts("{\"a\":true,\"b\":false}")).isTrue();
        assertThat(open.accepts("{\"a\":1}")).isFalse();
        Constraint any = Constraint.ofJsonSchema("true");
        assertThat(any.accepts("[1,{\"a\":[]},\"x\",null]")).isTrue();
        assertThat(any.accepts("[1,]")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"string\",\"pattern\":\"(?=a)\"}", "{\"type\":\"integer\",\"multipleOf\":3}",
            "{\"type\":\"thing\"}",
            "{\"allOf\":[]}", "{\"$ref\":\"http://example.org\"}", "{\"$ref\":\"#/absent\"}", "{\"enum\":[]}", "false",
            "[1", "3",
            "{\"$ref\":\"#\"}", "{\"minLength\":-1}"})
    void ofJsonSchema_whatCannotBeHonoured_isRefused(String schema) {
        assertThatThrownBy(() -> Constraint.ofJsonSchema(schema)).isInstanceOf(GrammarException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "root ::= root", "root ::= a", "root = \"a\"", "root ::= \"a", "root ::= [a",
            "root ::= (\"a\"",
            "root ::= (\"a\"?)*", "root ::= \"a\"{3,1}", "root ::= \"a\"\nroot ::= \"b\"", "root ::= [z-a]",
            "root ::= \"\\q\"",
            "root ::= \"a\"{99999999}"})
    void ofGrammar_whatCannotBeHonoured_isRefused(String gbnf) {
        assertThatThrownBy(() -> Constraint.ofGrammar(gbnf)).isInstanceOf(GrammarException.class);
    }

    @Test
    void ofGrammarAndSchema_damaged_areAcceptedOrRefused() {
        Random random = new Random(11);
        String gbnf = "root ::= (a | [^x-z\\n]{1,3})+ \"q\\u0041\"? # c\na ::= \"b\" | . root\n";
        for (int i = 0; i < 4000; i++) {
            StringBuilder text = new StringBuilder(i % 2 == 0 ? gbnf : PERSON);
            for (int j = 0; j <= random.nextInt(4); j++) {
                int at = random.nextInt(text.length());
                text.replace(at, Math.min(text.length(), at + random.nextInt(3)),
                        "(){}[]\"\\|*+?:=,#\n 019ax".substring(random.nextInt(20)).substring(0, 1));
            }
            try {
                Constraint made = i % 2 == 0
                        ? Constraint.ofGrammar(text.toString())
                        : Constraint.ofJsonSchema(text.toString());
                assertThat(made.accepts("\u0000")).isIn(true, false);
            } catch (GrammarException expected) {
                assertThat(expected).hasMessageContaining(":");
            } catch (RuntimeException e) {
                fail(text.toString(), e);
            }
        }
    }

    @Test
    void generate_underASchema_isAlwaysOfThatForm(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("tiny.gguf");
        ModelFactory.write("tiny", DType.F32, file, 3, (written, total) -> {
        });
        Constraint form = Constraint.ofJsonSchema("""
                {"type":"object","properties":{"kind":{"enum":["run","stop"]},"n":{"type":"boolean"},
                "s":{"type":"string","maxLength":4}},"required":["kind","n","s"],"additionalProperties":false}""");
        try (LanguageModel model = LanguageModel.load(file)) {
            for (int seed = 0; seed < 8; seed++) {
                GenerationOptions options = GenerationOptions.of(400, new SamplingOptions(1.5f, 0, 1, 0, seed))
                        .withConstraint(form);
                GenerationResult result = new Generator(model).generate("Go", options, piece -> {
                });
                assertThat(result.reason()).isEqualTo(GenerationResult.StopReason.END_OF_TEXT);
                assertThat(form.accepts(result.text())).as(result.text()).isTrue();
            }
        }
    }
}
