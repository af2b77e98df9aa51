package io.engram.inference.tokenizer;

import io.engram.inference.gguf.GgufWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Learns a byte-level BPE vocabulary from text (Sennrich et al. 2016): the most frequent neighbouring pair becomes a token,
 * again and again. Texts are cut into words as the {@code starcoder} pre-tokenizer does: every digit is a token, and a word
 * has no quote or bracket in it. The space before a word is joined last, and only to words that hardly ever stand without
 * one ("the", "is"): any other word has the same tokens in a sentence, in JSON and at the beginning of a reply, so that to
 * copy it is one operation. Equal counts are decided by spelling, so the same text gives the same vocabulary.
 *
 * <p>Used by one thread: {@link #add} texts, then {@link #train}.
 */
public final class BytePairTrainer {
    /** Name of the pre-tokenizer, as model files have it. */
    public static final String PRE = "starcoder";
    private static final PreTokenizer CUT = PreTokenizer.named(PRE).orElseThrow();
    private static final int BYTES = 256;
    private static final String SPACE = ByteSpelling.of(' ');
    /** At most one token in so many is a word with its space. */
    private static final int SPACED_SHARE = 16;
    /** How often a word must stand alone behind a space for each time it stands otherwise. */
    private static final long SPACED_OFTEN = 20;

    private final Map<String, Long> counts = new LinkedHashMap<>();

    /**
     * A learned vocabulary: 256 bytes, then merged tokens in the order they were found, then special tokens.
     *
     * @param tokens
     *            spelled as model files do
     * @param merges
     *            pairs of spellings separated by a space, first found first
     * @param specials
     *            how many of the last tokens are special
     */
    public record Vocabulary(List<String> tokens, List<String> merges, int specials) {
        private static final int NORMAL = 1;
        private static final int CONTROL = 3;
        private static final int USER_DEFINED = 4;

        /**
         * Adds the tokenizer's keys to a model file.
         *
         * @param end
         *            spelling of the special token that ends a text
         * @param endOfTurn
         *            spelling of the one that ends a turn, which generation stops at
         * @param marks
         *            special tokens that belong to the text of a reply, such as the tags around thinking
         */
        public void put(GgufWriter writer, String end, String endOfTurn, Set<String> marks) throws IOException {
            int[] kinds = new int[tokens.size()];
            Arrays.fill(kinds, NORMAL);
            for (int i = tokens.size() - specials; i < tokens.size(); i++) {
                kinds[i] = marks.contains(tokens.get(i)) ? USER_DEFINED : CONTROL;
            }
            writer.putText("tokenizer.ggml.model", "gpt2");
            writer.putText("tokenizer.ggml.pre", PRE);
            writer.putTexts("tokenizer.ggml.tokens", tokens);
            writer.putIntegers("tokenizer.ggml.token_type", kinds);
            writer.putTexts("tokenizer.ggml.merges", merges);
            writer.putInteger("tokenizer.ggml.bos_token_id", tokens.indexOf(end));
            writer.putInteger("tokenizer.ggml.eos_token_id", tokens.indexOf(endOfTurn));
            writer.putBool("tokenizer.ggml.add_bos_token", false);
        }
    }

    /** A pair and the count it had when it was queued; out of date if the count has changed. */
    private record Pair(String left, String right, long count) {
    }

    /** A word as its present pieces. */
    private static final class Word {
        private final List<String> pieces;
        private long count;

        Word(List<String> pieces) {
            this.pieces = pieces;
        }
    }

    /** Counts the words of a text without special tokens. */
    public void add(String text) {
        int from = 0;
        for (int end : CUT.words(text, 0, text.length())) {
            counts.merge(text.substring(from, end), 1L, Long::sum);
            from = end;
        }
    }

    /**
     * Learns.
     *
     * @param size
     *            tokens of the vocabulary, specials included; fewer come out if the text has fewer pairs
     * @param specials
     *            spellings of special tokens
     */
    public Vocabulary train(int size, List<String> specials) {
        if (size < BYTES + specials.size()) {
            throw new IllegalArgumentException("size: expected at least " + (BYTES + specials.size()) + ", received "
                    + size);
        }
        List<String> tokens = new ArrayList<>();
        for (int b = 0; b < BYTES; b++) {
            tokens.add(ByteSpelling.of(b));
        }
        int wanted = size - specials.size() - BYTES;
        Map<String, Word> words = new LinkedHashMap<>();
        counts.forEach((text, count) -> words.computeIfAbsent(bare(text), t -> new Word(spell(t))).count += count);
        List<String> merges = merge(wanted - wanted / SPACED_SHARE, words.values(), tokens);
        for (String word : spaced(words, wanted / SPACED_SHARE)) {
            merges.add(SPACE + " " + word);
            tokens.add(SPACE + word);
        }
        tokens.addAll(specials);
        return new Vocabulary(tokens, merges, specials.size());
    }

    /** A word without the space before it. */
    private static String bare(String text) {
        return text.length() > 1 && text.charAt(0) == ' ' ? text.substring(1) : text;
    }

    /** Tokens that are worth joining with a space, the most frequent first. */
    private List<String> spaced(Map<String, Word> words, int most) {
        Map<String, Long> alone = new HashMap<>();
        Map<String, Long> first = new HashMap<>();
        counts.forEach((text, count) -> {
            List<String> pieces = Objects.requireNonNull(words.get(bare(text))).pieces;
            first.merge(pieces.getFirst(), count, Long::sum);
            if (pieces.size() == 1 && text.length() > 1 && text.charAt(0) == ' ') {
                alone.merge(pieces.getFirst(), count, Long::sum);
            }
        });
        return alone.entrySet().stream()
                .filter(e -> e.getValue() > 1 && e.getValue() > SPACED_OFTEN
                        * (Objects.requireNonNull(first.get(e.getKey())) - e.getValue()))
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(most).map(Map.Entry::getKey).toList();
    }

    private static List<String> merge(int wanted, Collection<Word> words, List<String> tokens) {
        Map<List<String>, Long> pairs = new HashMap<>();
        Map<List<String>, Set<Word>> where = new HashMap<>();
        for (Word word : words) {
            count(word, pairs, where);
        }
        PriorityQueue<Pair> queue = new PriorityQueue<>(Comparator.comparingLong((Pair p) -> -p.count)
                .thenComparing(Pair::left).thenComparing(Pair::right));
        pairs.forEach((pair, n) -> queue.add(new Pair(pair.get(0), pair.get(1), n)));
        Set<String> known = new HashSet<>(tokens);
        List<String> merges = new ArrayList<>();
        while (merges.size() < wanted && !queue.isEmpty()) {
            Pair best = queue.poll();
            List<String> key = List.of(best.left, best.right);
            long now = pairs.getOrDefault(key, 0L);
            if (now != best.count) {
                if (now > 0) {
                    queue.add(new Pair(best.left, best.right, now));
                }
                continue;
            }
            if (now < 2) {
                break;
            }
            merges.add(best.left + " " + best.right);
            if (known.add(best.left + best.right)) {
                tokens.add(best.left + best.right);
            }
            Set<List<String>> touched = new HashSet<>();
            for (Word word : List.copyOf(where.getOrDefault(key, Set.of()))) {
                uncount(word, pairs, where);
                join(word.pieces, best.left, best.right);
                touched.addAll(count(word, pairs, where));
            }
            touched.forEach(pair -> queue.add(new Pair(pair.get(0), pair.get(1), pairs.getOrDefault(pair, 0L))));
        }
        return merges;
    }

    private static List<String> spell(String text) {
        List<String> pieces = new ArrayList<>();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            pieces.add(ByteSpelling.of(b & 0xff));
        }
        return pieces;
    }

    private static Set<List<String>> count(Word word, Map<List<String>, Long> pairs,
            Map<List<String>, Set<Word>> where) {
        Set<List<String>> own = new HashSet<>();
        for (int i = 0; i + 1 < word.pieces.size(); i++) {
            List<String> pair = List.of(word.pieces.get(i), word.pieces.get(i + 1));
            pairs.merge(pair, word.count, Long::sum);
            where.computeIfAbsent(pair, p -> new HashSet<>()).add(word);
            own.add(pair);
        }
        return own;
    }

    private static void uncount(Word word, Map<List<String>, Long> pairs, Map<List<String>, Set<Word>> where) {
        for (int i = 0; i + 1 < word.pieces.size(); i++) {
            List<String> pair = List.of(word.pieces.get(i), word.pieces.get(i + 1));
            pairs.merge(pair, -word.count, Long::sum);
            Set<Word> in = where.get(pair);
            if (in != null) {
                in.remove(word);
            }
        }
    }

    private static void join(List<String> pieces, String left, String right) {
        for (int i = 0; i + 1 < pieces.size(); i++) {
            if (pieces.get(i).equals(left) && pieces.get(i + 1).equals(right)) {
                pieces.set(i, left + right);
                pieces.remove(i + 1);
            }
        }
    }
}
