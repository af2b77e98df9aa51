package io.engram.bench.inference;

import io.engram.inference.Constraint;
import io.engram.inference.Tokenizer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Milliseconds that a constraint adds to a token: masking the logits and taking the token, over texts of the form. Arguments: GGUF
 * files with vocabularies. {@code first} is a fresh constraint, so every mask is made; {@code again} is the same texts with what
 * was learned.
 */
public final class ConstraintBench {
    private static final int FRESH = 5;
    private static final String PERSON = """
            {"type":"object","properties":{"name":{"type":"string"},"bio":{"type":"string","maxLength":200},
            "age":{"type":"integer","minimum":0,"maximum":150},"email":{"type":"string","pattern":"^[a-z0-9.]+@[a-z0-9.]+$"},
            "tags":{"type":"array","items":{"type":"string"},"maxItems":8},"kind":{"enum":["person","company"]}},
            "required":["name","age","kind"],"additionalProperties":false}""";
    private static final List<String> PERSONS = List.of(
            "{\"name\": \"Ada Lovelace\", \"age\": 36, \"kind\": \"person\", \"bio\": \"Wrote the first program for a machine that was never finished.\", \"email\": \"ada@example.org\", \"tags\": [\"mathematics\", \"poetry\"]}",
            "{\"kind\": \"company\", \"name\": \"M\u00fcller & S\u00f6hne \\\"Gl\u00fcck\\\"\", \"age\": 101, \"tags\": [\"\u4e16\u754c\", \"b\", \"c\"]}");
    private static final List<String> FREE = List.of(
            "{\"items\": [1, 2.5, -3e8, true, null, {\"deep\": [[[\"er\"]]]}], \"text\": \"The quick brown fox\", \"more\": {\"a\": {\"b\": \"c\"}}}");
    private static final String SUMS = """
            root ::= expr "\\n"
            expr ::= term (" " [-+*/] " " term)*
            term ::= [0-9]+ ("." [0-9]+)? | name | "(" expr ")"
            name ::= [a-zA-Z_] [a-zA-Z0-9_]*
            """;
    private static final List<String> SUM = List.of("(alpha + 12) * (beta_2 / 3.75) - gamma * (1 + (2 - (x / y)))\n");
    private static final String PROSE = "root ::= (line \"\\n\"){1,20}\nline ::= \"- \" [^\\n]{1,80}\n";
    private static final List<String> LINES = List
            .of("- milk and bread\n- a dozen eggs, if they are fresh\n- coffee\n- something nice for Anna\n");

    private ConstraintBench() {
    }

    /** Prints one table a vocabulary. */
    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (args.length == 0) {
            throw new IllegalArgumentException("expected GGUF files with vocabularies");
        }
        for (String file : args) {
            Tokenizer tokenizer = Tokenizer.load(Path.of(file));
            out.printf(Locale.ROOT, "%n%s, %,d tokens%n", Path.of(file).getFileName(), tokenizer.size());
            out.println("| form | compile ms | tokens | first: mean ms | first: worst ms | again: mean ms |");
            out.println("|---|---|---|---|---|---|");
            measure(out, tokenizer, "schema: a person", () -> Constraint.ofJsonSchema(PERSON), PERSONS);
            measure(out, tokenizer, "schema: any JSON", () -> Constraint.ofJsonSchema("true"), FREE);
            measure(out, tokenizer, "GBNF: arithmetic", () -> Constraint.ofGrammar(SUMS), SUM);
            measure(out, tokenizer, "GBNF: lines of at most 80", () -> Constraint.ofGrammar(PROSE), LINES);
        }
    }

    private static void measure(PrintStream out, Tokenizer tokenizer, String name, Supplier<Constraint> form,
            List<String> texts) {
        SplittableRandom random = new SplittableRandom(1);
        float[] logits = new float[tokenizer.size()];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) random.nextGaussian();
        }
        List<int[]> ids = texts.stream().map(text -> tokenizer.encode(text, false)).toList();
        int tokens = ids.stream().mapToInt(one -> one.length).sum();
        double[] means = new double[FRESH];
        double[] worst = new double[FRESH];
        double[] compile = new double[FRESH];
        double[] again = new double[FRESH];
        for (int run = 0; run < FRESH; run++) {
            long start = System.nanoTime();
            Constraint constraint = form.get();
            compile[run] = (System.nanoTime() - start) / 1e6;
            double[] first = pass(constraint, tokenizer, ids, logits);
            means[run] = Arrays.stream(first).sum() / tokens;
            worst[run] = Arrays.stream(first).max().orElse(0);
            again[run] = Arrays.stream(pass(constraint, tokenizer, ids, logits)).sum() / tokens;
        }
        out.printf(Locale.ROOT, "| %s | %.1f | %d | %.3f | %.2f | %.3f |%n", name, median(compile), tokens,
                median(means),
                median(worst), median(again));
    }

    private static double[] pass(Constraint constraint, Tokenizer tokenizer, List<int[]> texts, float[] logits) {
        double[] each = new double[texts.stream().mapToInt(one -> one.length).sum()];
        int n = 0;
        for (int[] text : texts) {
            Constraint.Cursor cursor = constraint.cursor(tokenizer);
            for (int id : text) {
                long start = System.nanoTime();
                float[] masked = cursor.mask(logits);
                cursor.accept(id);
                each[n++] = (System.nanoTime() - start) / 1e6;
                if (masked[id] == Float.NEGATIVE_INFINITY) {
                    throw new IllegalStateException("expected the form to allow token " + id + " of its own text");
                }
            }
        }
        return each;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
