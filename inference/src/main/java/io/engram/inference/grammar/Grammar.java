package io.engram.inference.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Context-free rules over bytes and tokens. An element of an alternative is a byte range {@code low | high << 8}, a token
 * {@code TOKEN | index}, or {@code -1 - rule}. Immutable after {@link Builder#build}.
 */
public final class Grammar {
    /** Marks an element that is a token of the vocabulary and not bytes; the lower bits are its place in {@link #tokens}. */
    static final int TOKEN = 1 << 24;

    private final List<List<int[]>> rules;
    private final List<GrammarToken> tokens;
    private final int root;

    private Grammar(List<List<int[]>> rules, List<GrammarToken> tokens, int root) {
        this.rules = rules;
        this.tokens = tokens;
        this.root = root;
    }

    /** The tokens that rules name. */
    public List<GrammarToken> tokens() {
        return tokens;
    }

    List<int[]> alternatives(int rule) {
        return rules.get(rule);
    }

    int root() {
        return root;
    }

    /** Parses GBNF text, whose start rule is {@code root}. */
    public static Grammar ofGbnf(String text) {
        return new GbnfParser(text).parse();
    }

    /** Compiles a JSON schema. */
    public static Grammar ofJsonSchema(String json) {
        return SchemaCompiler.compile(json);
    }

    /** Compiles the schema of an object to its properties in XML style: see {@link ParameterRules}. */
    public static Grammar ofXmlParameters(String json) {
        return ParameterRules.compile(json);
    }

    /** Collects rules. */
    static final class Builder {
        private static final int MAX_ELEMENTS = 2_000_000;
        private static final int MAX_REPEAT = 50_000;
        private static final int MAX_TOKENS = 1000;

        private final List<List<int[]>> rules = new ArrayList<>();
        private final Map<List<Integer>, int[]> sets = new HashMap<>();
        private final List<GrammarToken> tokens = new ArrayList<>();
        private int elements;

        /** A rule without alternatives yet. */
        int declare() {
            rules.add(new ArrayList<>());
            return rules.size() - 1;
        }

        boolean defined(int rule) {
            return !rules.get(rule).isEmpty();
        }

        void alternative(int rule, int... sequence) {
            elements += sequence.length + 1;
            if (elements > MAX_ELEMENTS) {
                throw new GrammarException("grammar", "expected at most " + MAX_ELEMENTS + " elements");
            }
            rules.get(rule).add(sequence);
        }

        static int[] reference(int rule) {
            return new int[]{-1 - rule};
        }

        int[] token(GrammarToken token) {
            int known = tokens.indexOf(token);
            if (known < 0) {
                if (tokens.size() >= MAX_TOKENS) {
                    throw new GrammarException("grammar", "expected at most " + MAX_TOKENS + " different tokens");
                }
                tokens.add(token);
                known = tokens.size() - 1;
            }
            return new int[]{TOKEN | known};
        }

        static int[] join(int[]... parts) {
            int n = 0;
            for (int[] part : parts) {
                n += part.length;
            }
            int[] all = new int[n];
            int at = 0;
            for (int[] part : parts) {
                System.arraycopy(part, 0, all, at, part.length);
                at += part.length;
            }
            return all;
        }

        int[] any(List<int[]> alternatives) {
            if (alternatives.size() == 1) {
                return alternatives.getFirst();
            }
            int rule = declare();
            alternatives.forEach(a -> alternative(rule, a));
            return reference(rule);
        }

        int[] literal(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            int[] out = new int[bytes.length];
            for (int i = 0; i < out.length; i++) {
                out[i] = range(bytes[i] & 0xff, bytes[i] & 0xff);
            }
            return out;
        }

        /** At least {@code min} and at most {@code max} times; a negative maximum is none. */
        int[] repeat(int[] once, int min, int max, String where) {
            if (min > MAX_REPEAT || max > MAX_REPEAT || (max >= 0 && max < min)) {
                throw new GrammarException(where, "expected a repetition of min <= max <= " + MAX_REPEAT + ", received "
                        + min + " and " + max);
            }
            int unit = declare();
            alternative(unit, once);
            int[] one = once.length <= 1 ? once : reference(unit);
            int[] tail = {};
            if (max < 0) {
                int star = declare();
                alternative(star, join(one, reference(star)));
                alternative(star);
                tail = reference(star);
            } else {
                for (int i = min; i < max; i++) {
                    int optional = declare();
                    alternative(optional, join(one, tail));
                    alternative(optional);
                    tail = reference(optional);
                }
            }
            int[] all = new int[min * one.length + tail.length];
            for (int i = 0; i < min; i++) {
                System.arraycopy(one, 0, all, i * one.length, one.length);
            }
            System.arraycopy(tail, 0, all, min * one.length, tail.length);
            return all;
        }

        /** One character of sorted, disjoint code point ranges {@code from, to, from, to, ...}. */
        int[] characters(List<Integer> ranges) {
            return sets.computeIfAbsent(List.copyOf(ranges), r -> {
                List<int[]> alternatives = new ArrayList<>();
                for (int i = 0; i < r.size(); i += 2) {
                    Utf8Ranges.split(r.get(i), r.get(i + 1), alternatives);
                }
                return any(alternatives);
            });
        }

        static int range(int low, int high) {
            return low | high << 8;
        }

        Grammar build(int root) {
            new LeftRecursion(rules).check();
            return new Grammar(List.copyOf(rules), List.copyOf(tokens), root);
        }
    }
}
