package io.engram.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.inference.gguf.GgufWriter;
import io.engram.inference.tokenizer.ByteSpelling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the vocabulary keys of a file mean, on small made vocabularies; and round trips over random Unicode. */
class TokenizerTest {
    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int BYTE = 6;

    @SuppressWarnings("NullAway.Init") // set by JUnit
    @TempDir
    Path directory;

    /** Sets further keys of a vocabulary. */
    @FunctionalInterface
    private interface Keys {
        void put(GgufWriter writer) throws IOException;
    }

    /** All bytes, some merges, then {@code <s>}, {@code </s>} and a user-defined {@code <tool>}. */
    private Tokenizer bytePairs(Keys keys) throws IOException {
        List<String> tokens = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            tokens.add(ByteSpelling.of(b));
        }
        String space = ByteSpelling.of(' ');
        tokens.addAll(List.of("th", "the", space + "t", "12", "<s>", "</s>", "<tool>"));
        int[] kinds = new int[tokens.size()];
        Arrays.fill(kinds, NORMAL);
        kinds[260] = CONTROL;
        kinds[261] = CONTROL;
        kinds[262] = USER_DEFINED;
        Path file = directory.resolve("bpe.gguf");
        try (GgufWriter writer = new GgufWriter(file)) {
            writer.putText("tokenizer.ggml.model", "gpt2");
            writer.putTexts("tokenizer.ggml.tokens", tokens);
            writer.putIntegers("tokenizer.ggml.token_type", kinds);
            writer.putTexts("tokenizer.ggml.merges", List.of("t h", "th e", space + " t", "1 2"));
            writer.putInteger("tokenizer.ggml.bos_token_id", 260);
            writer.putInteger("tokenizer.ggml.eos_token_id", 261);
            keys.put(writer);
            writer.begin();
        }
        return Tokenizer.load(file);
    }

    /** SentencePiece: {@code <unk> <s> </s>}, all bytes, and some pieces. */
    private Tokenizer scoredPairs(Keys keys) throws IOException {
        List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        for (int b = 0; b < 256; b++) {
            tokens.add(String.format(Locale.ROOT, "<0x%02X>", b));
        }
        tokens.addAll(
                List.of("\u2581", "t", "h", "e", "\u2581t", "he", "\u2581the", "\u00e9", "\ud83d\ude00", "<tool>"));
        int[] kinds = new int[tokens.size()];
        float[] scores = new float[tokens.size()];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = i == 0 ? UNKNOWN : i < 3 ? CONTROL : i < 259 ? BYTE : NORMAL;
            scores[i] = i < 259 ? 0 : -i;
        }
        kinds[kinds.length - 1] = USER_DEFINED;
        Path file = directory.resolve("spm.gguf");
        try (GgufWriter writer = new GgufWriter(file)) {
            writer.putText("tokenizer.ggml.model", "llama");
            writer.putTexts("tokenizer.ggml.tokens", tokens);
            writer.putNumbers("tokenizer.ggml.scores", scores);
            writer.putIntegers("tokenizer.ggml.token_type", kinds);
            writer.putInteger("tokenizer.ggml.bos_token_id", 1);
            writer.putInteger("tokenizer.ggml.eos_token_id", 2);
            keys.put(writer);
            writer.begin();
        }
        return Tokenizer.load(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-2", "llama-bpe", "dbrx", "qwen2", "deepseek-llm", "deepseek-coder", "deepseek-v3",
            "starcoder", "refact", "smollm", "gpt-4o", "tekken", "olmo", "lfm2", "granite-docling", "default"})
    void randomUnicode_comesBack_inStreamsWithoutHalfCharacters(String pre) throws IOException {
        roundTrip(bytePairs(w -> w.putText("tokenizer.ggml.pre", pre)), new Random(pre.hashCode()));
    }

    @Test
    void randomUnicode_comesBack_fromSentencePiece() throws IOException {
        roundTrip(scoredPairs(w -> {
        }), new Random(2));
        roundTrip(scoredPairs(w -> w.putBool("tokenizer.ggml.add_space_prefix", false)), new Random(3));
    }

    private static void roundTrip(Tokenizer tokenizer, Random random) {
        for (int i = 0; i < 150; i++) {
            String text = RandomText.of(random, 40);
            int[] ids = tokenizer.encode(text, false);
            assertThat(tokenizer.decode(ids)).isEqualTo(text);
            StreamDecoder stream = tokenizer.streamDecoder();
            StringBuilder streamed = new StringBuilder();
            for (int id : ids) {
                String piece = stream.push(id);
                assertThat(piece).doesNotContain("\ufffd");
                assertThat(piece.isEmpty() || !Character.isHighSurrogate(piece.charAt(piece.length() - 1))).isTrue();
                streamed.append(piece);
            }
            assertThat(stream.finish()).isEmpty();
            assertThat(streamed.toString()).isIn(text, " " + text);
        }
    }

    /** Any bytes, also those that are no UTF-8, give whole characters or U+FFFD, and nothing is left over. */
    @Test
    void randomBytes_streamAsTheyDecode() throws IOException {
        Tokenizer tokenizer = bytePairs(w -> w.putText("tokenizer.ggml.pre", "gpt-2"));
        Random random = new Random(5);
        for (int i = 0; i < 500; i++) {
            int[] ids = random.ints(random.nextInt(12), 0, 256).toArray();
            StreamDecoder stream = tokenizer.streamDecoder();
            StringBuilder streamed = new StringBuilder();
            for (int id : ids) {
                streamed.append(stream.push(id));
            }
            assertThat(streamed.append(stream.finish()).toString()).isEqualTo(tokenizer.decode(ids));
        }
    }

    @Test
    void beginAndEnd_areAddedAsTheFileSays() throws IOException {
        Tokenizer plain = bytePairs(w -> w.putText("tokenizer.ggml.pre", "gpt-2"));
        assertThat(plain.encodePrompt("the")).containsExactly(257);
        assertThat(plain.encodeWhole("the")).containsExactly(257);
        Tokenizer both = bytePairs(w -> {
            w.putText("tokenizer.ggml.pre", "gpt-2");
            w.putBool("tokenizer.ggml.add_bos_token", true);
            w.putBool("tokenizer.ggml.add_eos_token", true);
        });
        assertThat(both.encodePrompt("the")).containsExactly(260, 257);
        assertThat(both.encodePrompt("<s>the")).containsExactly(260, 257);
        assertThat(both.encodeWhole("the")).containsExactly(260, 257, 261);
        assertThat(both.encodeWhole("the</s>")).containsExactly(260, 257, 261);
        assertThat(both.encode("the", true)).containsExactly(257);
        // The families of Llama 3 and Tekken want it where the file is silent, and so does SentencePiece.
        assertThat(bytePairs(w -> w.putText("tokenizer.ggml.pre", "llama-bpe")).encodePrompt("the"))
                .containsExactly(260, 257);
        assertThat(scoredPairs(w -> {
        }).encodePrompt("the")).startsWith(1);
        assertThat(scoredPairs(w -> w.putBool("tokenizer.ggml.add_bos_token", false)).encodePrompt("the"))
                .containsExactly(265);
    }

    @Test
    void controlTokens_countOnlyWhenAsked_userDefinedOnesAlways() throws IOException {
        Tokenizer tokenizer = bytePairs(w -> w.putText("tokenizer.ggml.pre", "gpt-2"));
        assertThat(tokenizer.encode("the<tool></s>", true)).containsExactly(257, 262, 261);
        int[] typed = tokenizer.encode("the<tool></s>", false);
        assertThat(typed).startsWith(257, 262).doesNotContain(261);
        assertThat(tokenizer.decode(typed)).isEqualTo("the<tool></s>");
        assertThat(tokenizer.decode(new int[]{257, 262, 261})).isEqualTo("the<tool></s>");
    }

    @Test
    void spacePrefix_isAddedAndTakenAway_asTheFileSays() throws IOException {
        Tokenizer with = scoredPairs(w -> {
        });
        assertThat(with.encode("the the", false)).containsExactly(265, 265);
        assertThat(with.decode(new int[]{265, 265})).isEqualTo("the the");
        Tokenizer without = scoredPairs(w -> w.putBool("tokenizer.ggml.add_space_prefix", false));
        assertThat(without.encode("the the", false)).containsExactly(260, 264, 265);
        assertThat(without.decode(new int[]{265})).isEqualTo(" the");
    }

    @Test
    void unknownKinds_areRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> bytePairs(w -> w.putText("tokenizer.ggml.pre", "martian")))
                .isInstanceOf(ModelFormatException.class).hasMessageContaining("tokenizer.ggml.pre")
                .hasMessageContaining("qwen2").hasMessageContaining("received \"martian\"");
        assertThatThrownBy(() -> scoredPairs(w -> w.putInteger("tokenizer.ggml.eot_token_id", 9999)))
                .isInstanceOf(ModelFormatException.class).hasMessageContaining("eot_token_id");
    }
}
