package io.engram.inference.tokenizer;

import io.engram.inference.ModelFormatException;
import io.engram.inference.gguf.Metadata;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The tokens that a file lists, and which of them mean something to a dialogue. */
public final class Vocabulary {
    /** What a token stands for. */
    public enum Kind {
        /** A piece of text. */
        NORMAL,
        /** Text that has no token. */
        UNKNOWN,
        /** A mark such as end of text; found in text only when asked for. */
        CONTROL,
        /** Text that is always one token. */
        USER_DEFINED,
        /** Never produced. */
        UNUSED,
        /** One byte, written {@code <0x0A>}. */
        BYTE
    }

    /** The value of a token id that the file does not name. */
    public static final int NONE = -1;
    static final String TOKENS = "tokenizer.ggml.tokens";
    static final String MERGES = "tokenizer.ggml.merges";
    private static final Kind[] KINDS = Kind.values();
    private static final Set<String> END_TEXTS = Set.of("<|eot_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>",
            "<end_of_turn>", "<|endoftext|>", "<|end_of_text|>", "<|eom_id|>", "<EOT>", "</s>",
            "<\uff5cend\u2581of\u2581sentence\uff5c>");

    private final String[] tokens;
    private final byte[] kinds;
    private final Map<String, Integer> ids;
    private final int bos;
    private final int eos;
    private final int unknown;
    private final boolean addBos;
    private final boolean addEos;
    private final Set<Integer> ends = new HashSet<>();

    /** Reads and checks the vocabulary keys. */
    public Vocabulary(Metadata metadata, boolean bosByDefault) throws ModelFormatException {
        tokens = metadata.texts(TOKENS);
        if (tokens.length == 0) {
            throw metadata.bad(TOKENS, "expected at least one token, received none");
        }
        ids = HashMap.newHashMap(tokens.length);
        for (int i = 0; i < tokens.length; i++) {
            ids.put(tokens[i], i);
        }
        kinds = kinds(metadata, tokens.length);
        bos = id(metadata, "bos");
        eos = id(metadata, "eos");
        unknown = id(metadata, "unknown");
        addBos = bos != NONE && metadata.bool("tokenizer.ggml.add_bos_token", bosByDefault);
        addEos = eos != NONE && metadata.bool("tokenizer.ggml.add_eos_token", false);
        for (String name : new String[]{"eos", "eot", "eom"}) {
            int id = id(metadata, name);
            if (id != NONE) {
                ends.add(id);
            }
        }
        for (String text : END_TEXTS) {
            Integer id = ids.get(text);
            if (id != null && kind(id) == Kind.CONTROL) {
                ends.add(id);
            }
        }
    }

    private static byte[] kinds(Metadata metadata, int size) throws ModelFormatException {
        String key = "tokenizer.ggml.token_type";
        int[] codes = metadata.integers(key, 0, 1 << 20);
        byte[] kinds = new byte[size];
        if (codes.length != 0 && codes.length != size) {
            throw metadata.bad(key, "expected " + size + " elements as in " + TOKENS + ", received " + codes.length);
        }
        for (int i = 0; i < codes.length; i++) {
            // Codes count from 1; 0 (undefined) and unknown codes are treated as plain text.
            kinds[i] = codes[i] >= 1 && codes[i] <= KINDS.length ? (byte) (codes[i] - 1) : 0;
        }
        return kinds;
    }

    private int id(Metadata metadata, String name) throws ModelFormatException {
        return metadata.integer("tokenizer.ggml." + name + "_token_id", 0, tokens.length - 1, NONE);
    }

    /** Number of ids. */
    public int size() {
        return tokens.length;
    }

    /** The text of a token as the file spells it. */
    public String text(int id) {
        return tokens[id];
    }

    /** What a token stands for. */
    public Kind kind(int id) {
        return KINDS[kinds[id]];
    }

    /** The id of a spelling, or {@link #NONE}. */
    public int id(String text) {
        return ids.getOrDefault(text, NONE);
    }

    /** The id of a spelling that plain text may become, or {@link #NONE}: no mark is ever put together from characters. */
    public int plainId(String text) {
        int id = id(text);
        return id == NONE || kind(id) == Kind.CONTROL || kind(id) == Kind.UNKNOWN ? NONE : id;
    }

    /** The begin-of-text token, or {@link #NONE}. */
    public int bos() {
        return bos;
    }

    /** The end-of-text token, or {@link #NONE}. */
    public int eos() {
        return eos;
    }

    /** The token for text without one, or {@link #NONE}. */
    public int unknown() {
        return unknown;
    }

    /** Whether a prompt starts with the begin-of-text token. */
    public boolean addBos() {
        return addBos;
    }

    /** Whether a whole text ends with the end-of-text token. */
    public boolean addEos() {
        return addEos;
    }

    /** The tokens that end a text or a turn. */
    public Set<Integer> ends() {
        return Set.copyOf(ends);
    }

    /** Whether a token ends a text or a turn. */
    public boolean isEnd(int id) {
        return ends.contains(id);
    }
}
