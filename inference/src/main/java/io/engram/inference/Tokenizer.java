package io.engram.inference;

import io.engram.inference.gguf.GgufFile;
import io.engram.inference.gguf.Metadata;
import io.engram.inference.grammar.TokenOrder;
import io.engram.inference.tokenizer.BytePairEncoder;
import io.engram.inference.tokenizer.IntList;
import io.engram.inference.tokenizer.ScoredPairEncoder;
import io.engram.inference.tokenizer.SpecialTokens;
import io.engram.inference.tokenizer.TextEncoder;
import io.engram.inference.tokenizer.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Text to token ids and back, with the vocabulary of a model file. Immutable; may be shared by any number of threads. */
public final class Tokenizer {
    private final Vocabulary vocabulary;
    private final TextEncoder encoder;
    private final SpecialTokens specials;
    private @Nullable TokenOrder order;

    private Tokenizer(Vocabulary vocabulary, TextEncoder encoder) {
        this.vocabulary = vocabulary;
        this.encoder = encoder;
        this.specials = new SpecialTokens(vocabulary);
    }

    /**
     * Reads the vocabulary of a file, which needs no tensors.
     *
     * @throws ModelFormatException
     *             if the file is damaged, has no vocabulary, or one of a kind this engine does not know
     * @throws IOException
     *             if it cannot be read
     */
    public static Tokenizer load(Path gguf) throws IOException {
        try (GgufFile file = GgufFile.open(gguf)) {
            return of(file.metadata()).orElseThrow(
                    () -> new ModelFormatException(gguf.toString(), ModelFormatException.NO_OFFSET,
                            "expected a vocabulary, received a file without one (tokenizer.ggml.model is no_vocab)"));
        }
    }

    /** The tokenizer of an open file, or empty if it says {@code no_vocab} or nothing. */
    static Optional<Tokenizer> of(Metadata metadata) throws ModelFormatException {
        String key = "tokenizer.ggml.model";
        String model = metadata.text(key).orElse("no_vocab");
        return switch (model) {
            case "no_vocab", "none" -> Optional.empty();
            case "gpt2" -> {
                Vocabulary vocabulary = new Vocabulary(metadata, BytePairEncoder.bosByDefault(metadata));
                yield Optional.of(new Tokenizer(vocabulary, new BytePairEncoder(metadata, vocabulary)));
            }
            case "llama" -> {
                Vocabulary vocabulary = new Vocabulary(metadata, true);
                yield Optional.of(new Tokenizer(vocabulary, new ScoredPairEncoder(metadata, vocabulary)));
            }
            default -> throw metadata.bad(key,
                    "expected gpt2 (byte-level BPE) or llama (SentencePiece), received \"" + model + "\"");
        };
    }

    /**
     * The ids of a text, without begin- or end-of-text tokens.
     *
     * @param parseSpecial
     *            whether the text of control tokens such as {@code <|im_start|>} becomes those tokens; false for text that
     *            users wrote
     */
    public int[] encode(String text, boolean parseSpecial) {
        IntList out = new IntList();
        encode(text, parseSpecial, out);
        return out.toArray();
    }

    /** The ids of a prompt: as {@link #encode} with special tokens, after the begin-of-text token where the model wants it. */
    public int[] encodePrompt(String text) {
        IntList out = new IntList();
        if (vocabulary.addBos()) {
            out.add(vocabulary.bos());
        }
        encode(text, true, out);
        return withoutSecondBos(out.toArray());
    }

    /**
     * The ids of a prompt of which some characters were given by others, such as users or tools. As {@link #encodePrompt}, but
     * a control token is found only where none of its characters was given.
     *
     * @param given
     *            indexes of the given characters
     * @param marks
     *            which spellings of user-defined tokens are to be kept from given text too
     */
    public int[] encodePrompt(String text, BitSet given, Predicate<String> marks) {
        IntList out = new IntList();
        if (vocabulary.addBos()) {
            out.add(vocabulary.bos());
        }
        encode(text, specials.find(text, given, marks), out);
        return withoutSecondBos(out.toArray());
    }

    private int[] withoutSecondBos(int[] ids) {
        boolean twice = vocabulary.addBos() && ids.length > 1 && ids[1] == vocabulary.bos();
        return twice ? Arrays.copyOfRange(ids, 1, ids.length) : ids;
    }

    /**
     * The ids of a whole text: as {@link #encodePrompt}, and with the end-of-text token after it where the model wants it, as
     * models that were trained for embeddings do.
     */
    public int[] encodeWhole(String text) {
        int[] ids = encodePrompt(text);
        if (!vocabulary.addEos() || (ids.length > 0 && ids[ids.length - 1] == vocabulary.eos())) {
            return ids;
        }
        int[] ended = Arrays.copyOf(ids, ids.length + 1);
        ended[ids.length] = vocabulary.eos();
        return ended;
    }

    private void encode(String text, boolean parseSpecial, IntList out) {
        encode(text, specials.find(text, parseSpecial), out);
    }

    private void encode(String text, List<SpecialTokens.Match> found, IntList out) {
        int at = 0;
        for (SpecialTokens.Match match : found) {
            encoder.encode(text, at, match.start(), true, out);
            out.add(match.id());
            at = match.end();
        }
        encoder.encode(text, at, text.length(), true, out);
    }

    /**
     * The text of some ids; special tokens appear as their text, and bytes that are not UTF-8 as U+FFFD. The space that
     * SentencePiece puts before a text is taken away.
     *
     * @throws IndexOutOfBoundsException
     *             if an id is not in {@code [0, size())}
     */
    public String decode(int[] ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            decode(id, bytes::write);
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        boolean spaced = encoder.spaceFirst() && text.startsWith(" ")
                && vocabulary.kind(ids[0]) == Vocabulary.Kind.NORMAL;
        return spaced ? text.substring(1) : text;
    }

    void decode(int id, TextEncoder.ByteSink out) {
        Objects.checkIndex(id, vocabulary.size());
        encoder.decode(id, out);
    }

    /** All tokens but control tokens, by their bytes; made at the first call. */
    synchronized TokenOrder order() {
        if (order == null) {
            order = new TokenOrder(vocabulary.size(), id -> {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                if (writes(id)) {
                    encoder.decode(id, bytes::write);
                }
                return bytes.toByteArray();
            });
        }
        return order;
    }

    /** Whether a token stands for text; control tokens do not. */
    boolean writes(int id) {
        return switch (vocabulary.kind(id)) {
            case NORMAL, BYTE, USER_DEFINED -> true;
            default -> false;
        };
    }

    /** The tokens that end a text or a turn. */
    Set<Integer> endIds() {
        return vocabulary.ends();
    }

    /** A decoder for ids that arrive one by one and continue some text: a leading space is part of it. */
    public StreamDecoder streamDecoder() {
        return new StreamDecoder(this);
    }

    /** The text of one token as the file spells it. */
    public String tokenText(int id) {
        Objects.checkIndex(id, vocabulary.size());
        return vocabulary.text(id);
    }

    /** The id whose spelling in the file is exactly this, or empty. */
    public Optional<Integer> idOf(String spelling) {
        int id = vocabulary.id(spelling);
        return id == Vocabulary.NONE ? Optional.empty() : Optional.of(id);
    }

    /** Number of ids. */
    public int size() {
        return vocabulary.size();
    }

    /** The begin-of-text token, or empty. */
    public Optional<Integer> bosId() {
        return vocabulary.bos() == Vocabulary.NONE ? Optional.empty() : Optional.of(vocabulary.bos());
    }

    /** The end-of-text token, or empty. */
    public Optional<Integer> eosId() {
        return vocabulary.eos() == Vocabulary.NONE ? Optional.empty() : Optional.of(vocabulary.eos());
    }

    /** Whether a token ends a text or a turn. */
    public boolean isEnd(int id) {
        return vocabulary.isEnd(id);
    }
}
