package io.engram.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
    @SuppressWarnings("NullAway.Init") // set by JUnit
    @TempDir
    Path directory;

    /** A model with attention alone, with a window, with latent attention, and two with recurrent layers. */
    @ParameterizedTest
    @ValueSource(strings = {"olmoe-f32", "gptoss-f32", "deepseek3-f32", "granitehybrid-f32", "qwen3next-f32"})
    void randomForksRewindsAndRestores_endWhereAFreshSessionDoes(String name) throws IOException {
        try (LanguageModel model = load(name)) {
            for (int round = 0; round < 6; round++) {
                Random random = new Random(round);
                Session session = model.newSession(128);
                for (int step = 0; step < 12; step++) {
                    session = change(model, session, random);
                }
                session.accept(random.nextInt(320));
                try (Session fresh = model.newSession(128)) {
                    for (int token : session.tokens()) {
                        fresh.accept(token);
                    }
                    float[] expected = fresh.logits();
                    float[] logits = session.logits();
                    for (int i = 0; i < expected.length; i++) {
                        assertThat(logits[i]).isBetween(expected[i] - 1e-4f, expected[i] + 1e-4f);
                    }
                }
            }
        }
    }

    private Session change(LanguageModel model, Session session, Random random) throws IOException {
        switch (random.nextInt(5)) {
            case 0 -> session.prefill(random.ints(1 + random.nextInt(6), 0, 320).toArray(), null);
            case 1 -> session.checkpoint();
            case 2 -> session.rewind(random.nextInt(session.position() + 1));
            case 3 -> {
                Session fork = session.fork();
                session.accept(1);
                session.close();
                return fork;
            }
            default -> {
                Path file = directory.resolve("session");
                session.save(file);
                session.close();
                return model.restoreSession(file);
            }
        }
        return session;
    }

    @ParameterizedTest
    @ValueSource(strings = {"mixtral-f32", "olmoe-f32", "qwen2moe-f32", "qwen3moe-f32", "granitemoe-f32", "gptoss-f32",
            "deepseek2lite-f16", "deepseek3-f32", "granitehybrid-f32", "qwen3next-f32", "olmoe-q8_0", "qwen3moe-q4_0",
            "gptoss-mxfp4"})
    void restore_goesOnBitByBit(String name) throws IOException {
        Path file = directory.resolve("session");
        Path again = directory.resolve("again");
        try (LanguageModel model = load(name); Session session = model.newSession(64)) {
            session.prefill(new int[]{5, 6, 7, 8}, null);
            session.accept(9);
            session.save(file);
            try (Session restored = model.restoreSession(file)) {
                assertThat(restored.tokens()).containsExactly(5, 6, 7, 8, 9);
                assertThat(restored.logits()).containsExactly(session.logits());
                restored.save(again);
                assertThat(Files.mismatch(file, again)).as("a restored session, saved").isEqualTo(-1);
            }
            // The compiler may replace code between two runs, and code before and after may round sums differently.
            boolean same = false;
            for (int attempt = 0; attempt < 4 && !same; attempt++) {
                try (Session fork = session.fork(); Session restored = model.restoreSession(file)) {
                    same = goOnAlike(fork, restored);
                }
            }
            assertThat(same).as("continuations are equal bit by bit").isTrue();
        }
    }

    private static boolean goOnAlike(Session a, Session b) {
        for (int i = 0; i < 10; i++) {
            int next = Logits.argMax(a.logits());
            a.accept(next);
            b.accept(next);
            if (!Arrays.equals(a.logits(), b.logits())) {
                return false;
            }
        }
        return true;
    }

    /** After a restart, a hybrid goes back to its checkpoints as before: nothing is computed again. */
    @ParameterizedTest
    @ValueSource(strings = {"olmoe-f32", "granitehybrid-f32", "qwen3next-f32"})
    void restore_bringsCheckpointsBack(String name) throws IOException {
        Path file = directory.resolve("session");
        try (LanguageModel model = load(name); Session session = model.newSession(64)) {
            session.prefill(new int[]{5, 6, 7, 8}, null);
            float[] logits = session.logits();
            session.prefill(new int[]{9, 10, 11}, null);
            session.accept(12);
            session.save(file);
            Session restored = model.restoreSession(file);
            assertThat(restored.continueWith(new int[]{5, 6, 7, 8})).isEqualTo(4);
            assertThat(restored.computedTokens()).isZero();
            assertThat(restored.logits()).containsExactly(logits);
        }
    }

    /** Files that the first version wrote. */
    @ParameterizedTest
    @ValueSource(strings = {"olmoe-q8_0", "granitehybrid-f32"})
    void restore_ofVersionOne_goesOn(String name) throws Exception {
        Path file = Path.of(SessionTest.class.getResource("/sessions/v1-" + name + ".session").toURI());
        try (LanguageModel model = load(name);
                Session restored = model.restoreSession(file);
                Session fresh = model.newSession(64)) {
            fresh.prefill(new int[]{5, 6, 7, 8}, null);
            assertThat(restored.tokens()).containsExactly(5, 6, 7, 8);
            restored.accept(9);
            fresh.accept(9);
            for (int i = 0; i < fresh.logits().length; i++) {
                assertThat(restored.logits()[i]).isCloseTo(fresh.logits()[i], Offset.offset(1e-4f));
            }
        }
    }

    @Test
    void continueWith_keepsTheCommonPrefix() throws IOException {
        try (LanguageModel model = load("olmoe-f32"); Session session = model.newSession(64)) {
            session.prefill(new int[]{1, 2, 3, 4, 5}, null);
            assertThat(session.continueWith(new int[]{1, 2, 3, 9, 9, 9})).isEqualTo(3);
            assertThat(session.tokens()).containsExactly(1, 2, 3, 9, 9, 9);
            assertThat(session.continueWith(new int[]{1, 2, 3, 9, 9, 9})).isEqualTo(6);
            assertThat(session.continueWith(new int[]{1, 2})).isEqualTo(1);
            assertThat(session.continueWith(new int[]{1, 2})).isEqualTo(2);
            assertThat(session.tokens()).containsExactly(1, 2);
            assertThat(session.logits()).hasSize(320);
        }
    }

    @Test
    void restore_ofDamagedOrForeignFiles_isRefused() throws IOException {
        Path file = directory.resolve("session");
        try (LanguageModel model = load("olmoe-f32");
                LanguageModel other = load("qwen3moe-f32");
                Session session = model.newSession(64)) {
            session.prefill(new int[]{5, 6, 7, 8}, null);
            session.save(file);
            assertThatThrownBy(() -> other.restoreSession(file)).isInstanceOf(SessionFormatException.class)
                    .hasMessageContaining("fingerprint");
            byte[] bytes = Files.readAllBytes(file);
            Random random = new Random(8);
            for (int i = 0; i < 300; i++) {
                byte[] damaged = random.nextBoolean()
                        ? Arrays.copyOf(bytes, random.nextInt(bytes.length))
                        : bytes.clone();
                if (damaged.length == bytes.length) {
                    damaged[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                Files.write(file, damaged);
                assertThatThrownBy(() -> model.restoreSession(file)).isInstanceOf(SessionFormatException.class);
            }
        }
    }

    @Test
    void prefill_beyondContextOrVocabulary_changesNothing() throws IOException {
        try (LanguageModel model = load("olmoe-f32"); Session session = model.newSession(4)) {
            session.prefill(new int[]{1, 2}, null);
            assertThatThrownBy(() -> session.prefill(new int[]{1, 2, 3}, null)).hasMessageContaining("at most 2 more");
            assertThatThrownBy(() -> session.accept(320)).hasMessageContaining("[0, 320), received 320");
            assertThat(session.position()).isEqualTo(2);
        }
    }

    private static LanguageModel load(String name) throws IOException {
        return LanguageModel.load(Golden.model(name), LoadOptions.defaults().withThreads(1));
    }
}
