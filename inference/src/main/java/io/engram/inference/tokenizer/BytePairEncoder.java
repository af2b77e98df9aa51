package io.engram.inference.tokenizer;

import io.engram.inference.ModelFormatException;
import io.engram.inference.gguf.Metadata;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Byte-level BPE. A symbol is the id of its spelling; spellings that occur in merges but are no token get ids past the
 * vocabulary, and are written as the tokens of their bytes when they remain.
 */
public final class BytePairEncoder implements TextEncoder, SymbolChain.Rule {
    private final Vocabulary vocabulary;
    private final PreTokenizer words;
    private final MergeTable merges;
    /** Symbol of each single byte. */
    private final int[] byteSymbols = new int[256];
    /** Spellings of symbols past the vocabulary. */
    private final Map<Integer, String> extraSpellings = new HashMap<>();

    /** Reads and checks merges and pre-tokenizer. */
    public BytePairEncoder(Metadata metadata, Vocabulary vocabulary) throws ModelFormatException {
        this.vocabulary = vocabulary;
        words = preTokenizer(metadata);
        Map<String, Integer> extra = new HashMap<>();
        for (int b = 0; b < 256; b++) {
            byteSymbols[b] = symbol(String.valueOf(ByteAlphabet.charOf(b)), extra);
        }
        String[] pairs = metadata.texts(Vocabulary.MERGES);
        merges = new MergeTable(pairs.length);
        for (int rank = 0; rank < pairs.length; rank++) {
            int space = pairs[rank].indexOf(' ', 1);
            if (space < 0) {
                throw metadata.bad(Vocabulary.MERGES,
                        "merge " + rank + ": expected two symbols and a space, received \"" + pairs[rank] + "\"");
            }
            String left = pairs[rank].substring(0, space);
            String right = pairs[rank].substring(space + 1);
            merges.add(symbol(left, extra), symbol(right, extra), rank, symbol(left + right, extra));
        }
    }

    private static PreTokenizer preTokenizer(Metadata metadata) throws ModelFormatException {
        String key = "tokenizer.ggml.pre";
        String name = metadata.text(key).orElse("default");
        return PreTokenizer.named(name).orElseThrow(
                () -> metadata.bad(key, "expected one of " + PreTokenizer.names() + ", received \"" + name + "\""));
    }

    /** Whether prompts begin with the begin-of-text token in a file that does not say. */
    public static boolean bosByDefault(Metadata metadata) throws ModelFormatException {
        return preTokenizer(metadata).bosByDefault();
    }

    private int symbol(String spelling, Map<String, Integer> extra) {
        int id = vocabulary.plainId(spelling);
        if (id != Vocabulary.NONE) {
            return id;
        }
        return extra.computeIfAbsent(spelling, s -> {
            int symbol = vocabulary.size() + extra.size();
            extraSpellings.put(symbol, s);
            return symbol;
        });
    }

    @Override
    public int priority(int left, int right) {
        long merge = merges.find(left, right);
        return merge == MergeTable.NONE ? -1 : (int) (merge >>> 32);
    }

    @Override
    public int join(int left, int right) {
        return (int) merges.find(left, right);
    }

    @Override
    public void encode(String text, int from, int to, boolean first, IntList out) {
        SymbolChain chain = new SymbolChain();
        int start = from;
        for (int end : words.words(text, from, to)) {
            word(text.substring(start, end).getBytes(StandardCharsets.UTF_8), chain, out);
            start = end;
        }
    }

    private void word(byte[] bytes, SymbolChain chain, IntList out) {
        if (words.wholeWords()) {
            StringBuilder spelling = new StringBuilder(bytes.length);
            for (byte b : bytes) {
                spelling.append(ByteAlphabet.charOf(b & 0xff));
            }
            int id = vocabulary.plainId(spelling.toString());
            if (id != Vocabulary.NONE) {
                out.add(id);
                return;
            }
        }
        chain.clear();
        for (byte b : bytes) {
            chain.add(byteSymbols[b & 0xff]);
        }
        IntList symbols = new IntList();
        chain.joinAll(this, symbols);
        for (int symbol : symbols.toArray()) {
            if (symbol < vocabulary.size()) {
                out.add(symbol);
            } else {
                spell(extraSpellings.getOrDefault(symbol, ""), out);
            }
        }
    }

    /** Writes a spelling that is no token byte by byte; bytes without a token become the unknown token, if there is one. */
    private void spell(String spelling, IntList out) {
        for (int i = 0; i < spelling.length(); i++) {
            int id = vocabulary.plainId(spelling.substring(i, i + 1));
            if (id != Vocabulary.NONE) {
                out.add(id);
            } else if (vocabulary.unknown() != Vocabulary.NONE) {
                out.add(vocabulary.unknown());
            }
        }
    }

    @Override
    public void decode(int id, ByteSink out) {
        String text = vocabulary.text(id);
        Vocabulary.Kind kind = vocabulary.kind(id);
        if (kind == Vocabulary.Kind.CONTROL || kind == Vocabulary.Kind.USER_DEFINED) {
            raw(text, out);
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            int b = ByteAlphabet.byteOf(text.charAt(i));
            if (b >= 0) {
                out.put(b);
            } else {
                int end = text.offsetByCodePoints(i, 1);
                raw(text.substring(i, end), out);
                i = end - 1;
            }
        }
    }

    private static void raw(String text, ByteSink out) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            out.put(b & 0xff);
        }
    }
}
