package io.engram.inference.tokenizer;

import io.engram.inference.ModelFormatException;
import io.engram.inference.gguf.Metadata;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * SentencePiece BPE: characters are joined as long as the joined text is a token, best score first. Spaces are written as
 * U+2581 and one is put before the text; characters without a token become byte tokens.
 */
public final class ScoredPairEncoder implements TextEncoder {
    private static final char SPACE = '\u2581';
    private static final int BYTE_SPELLING_LENGTH = "<0x00>".length();

    private final Vocabulary vocabulary;
    /** Place of each token among all scores, best first; equal scores share one. */
    private final int[] ranks;
    private final int[] byteTokens = new int[256];
    private final int longest;
    private final boolean spaceFirst;

    /** Reads and checks the scores. */
    public ScoredPairEncoder(Metadata metadata, Vocabulary vocabulary) throws ModelFormatException {
        this.vocabulary = vocabulary;
        String key = "tokenizer.ggml.scores";
        float[] scores = metadata.numbers(key);
        if (scores.length != vocabulary.size()) {
            throw metadata.bad(key,
                    "expected " + vocabulary.size() + " elements, one per token, received " + scores.length);
        }
        ranks = ranks(scores);
        int most = 0;
        for (int id = 0; id < vocabulary.size(); id++) {
            most = Math.max(most, vocabulary.text(id).length());
        }
        longest = most;
        for (int b = 0; b < 256; b++) {
            int id = vocabulary.id(String.format(Locale.ROOT, "<0x%02X>", b));
            byteTokens[b] = id == Vocabulary.NONE ? vocabulary.unknown() : id;
        }
        spaceFirst = metadata.bool("tokenizer.ggml.add_space_prefix", true);
    }

    private static int[] ranks(float[] scores) {
        float[] sorted = scores.clone();
        Arrays.sort(sorted);
        int[] ranks = new int[scores.length];
        for (int id = 0; id < scores.length; id++) {
            int at = firstEqual(sorted, Arrays.binarySearch(sorted, scores[id]));
            ranks[id] = scores.length - at;
        }
        return ranks;
    }

    /** The first index that holds the value at {@code at}. */
    private static int firstEqual(float[] sorted, int at) {
        int low = 0;
        int high = at;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Float.compare(sorted[middle], sorted[at]) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public void encode(String text, int from, int to, boolean first, IntList out) {
        if (from == to) {
            return;
        }
        String escaped = (spaceFirst && first ? SPACE : "") + text.substring(from, to).replace(' ', SPACE);
        Pieces pieces = new Pieces();
        SymbolChain chain = new SymbolChain();
        for (int i = 0; i < escaped.length();) {
            int end = escaped.offsetByCodePoints(i, 1);
            chain.add(pieces.symbol(escaped.substring(i, end)));
            i = end;
        }
        IntList symbols = new IntList();
        chain.joinAll(pieces, symbols);
        for (int symbol : symbols.toArray()) {
            if (symbol < vocabulary.size()) {
                out.add(symbol);
            } else {
                bytes(pieces.text(symbol), out);
            }
        }
    }

    private void bytes(String text, IntList out) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (byteTokens[b & 0xff] != Vocabulary.NONE) {
                out.add(byteTokens[b & 0xff]);
            }
        }
    }

    @Override
    public boolean spaceFirst() {
        return spaceFirst;
    }

    @Override
    public void decode(int id, ByteSink out) {
        String text = vocabulary.text(id);
        if (vocabulary.kind(id) == Vocabulary.Kind.BYTE && text.length() == BYTE_SPELLING_LENGTH) {
            out.put((Character.digit(text.charAt(3), 16) * 16 + Character.digit(text.charAt(4), 16)) & 0xff);
            return;
        }
        String plain = vocabulary.kind(id) == Vocabulary.Kind.NORMAL ? text.replace(SPACE, ' ') : text;
        for (byte b : plain.getBytes(StandardCharsets.UTF_8)) {
            out.put(b & 0xff);
        }
    }

    /** Symbols of one text: token ids, and past them characters that are no token. */
    private final class Pieces implements SymbolChain.Rule {
        private final Map<String, Integer> extra = new HashMap<>();
        private final List<String> extraTexts = new ArrayList<>();

        int symbol(String text) {
            int id = vocabulary.plainId(text);
            return id != Vocabulary.NONE ? id : extra.computeIfAbsent(text, t -> {
                extraTexts.add(t);
                return vocabulary.size() + extraTexts.size() - 1;
            });
        }

        String text(int symbol) {
            return symbol < vocabulary.size() ? vocabulary.text(symbol) : extraTexts.get(symbol - vocabulary.size());
        }

        @Override
        public int priority(int left, int right) {
            int id = joined(left, right);
            return id == Vocabulary.NONE ? -1 : ranks[id];
        }

        @Override
        public int join(int left, int right) {
            return joined(left, right);
        }

        private int joined(int left, int right) {
            String a = text(left);
            String b = text(right);
            return a.length() + b.length() > longest ? Vocabulary.NONE : vocabulary.plainId(a + b);
        }
    }
}
