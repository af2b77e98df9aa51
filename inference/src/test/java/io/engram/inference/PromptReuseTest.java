package io.engram.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What sessions and the prompt cache do not compute again, counted in tokens, and that it changes no result. */
class PromptReuseTest {
    private static final float ROUNDING = 1e-4f;

    /** Attention alone, a window, latent attention, and two with recurrent layers. */
    @ParameterizedTest
    @ValueSource(strings = {"olmoe-f32", "gptoss-f32", "deepseek3-f32", "granitehybrid-f32", "qwen3next-f32"})
    void turnsOfAConversation_computeOnlyWhatIsNew(String name) throws IOException {
        try (LanguageModel model = load(name, SessionSettings.defaults()); Session session = model.newSession(256)) {
            int[] prompt = tokens(1, 40);
            session.continueWith(prompt);
            assertThat(session.computedTokens()).isEqualTo(40);
            int[] answer = tokens(2, 10);
            for (int token : answer) {
                session.accept(token);
            }
            long before = session.computedTokens();
            // The next prompt repeats prompt and answer and adds a message.
            int[] next = join(prompt, answer, tokens(3, 15));
            assertThat(session.continueWith(next)).isEqualTo(50);
            assertThat(session.computedTokens() - before).isEqualTo(15);
            sameAsFresh(model, session);
            // A template that drops the answer's thinking parts at the end of the first prompt: a checkpoint.
            before = session.computedTokens();
            assertThat(session.continueWith(join(prompt, tokens(4, 12)))).isEqualTo(40);
            assertThat(session.computedTokens() - before).isEqualTo(12);
            sameAsFresh(model, session);
            // The same prompt again, and the one before: nothing at all.
            before = session.computedTokens();
            session.continueWith(join(prompt, tokens(4, 12)));
            session.continueWith(prompt);
            assertThat(session.computedTokens() - before).isZero();
            sameAsFresh(model, session);
        }
    }

    /** A place that the session never stopped at costs at most the interval once, and nothing the second time. */
    @ParameterizedTest
    @ValueSource(strings = {"granitehybrid-f32", "qwen3next-f32"})
    void branchInTheMiddleOfAPrompt_ofRecurrentLayers_isPaidOnce(String name) throws IOException {
        SessionSettings settings = SessionSettings.defaults().withCheckpoints(16, 1L << 30);
        try (LanguageModel model = load(name, settings); Session session = model.newSession(256)) {
            int[] prompt = tokens(1, 100);
            session.continueWith(prompt);
            long before = session.computedTokens();
            assertThat(session.continueWith(join(Arrays.copyOf(prompt, 75), tokens(5, 10)))).isEqualTo(75);
            assertThat(session.computedTokens() - before).isEqualTo(75 - 64 + 10);
            before = session.computedTokens();
            session.continueWith(join(Arrays.copyOf(prompt, 75), tokens(6, 7)));
            assertThat(session.computedTokens() - before).isEqualTo(7);
            sameAsFresh(model, session);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"olmoe-f32", "gptoss-f32", "deepseek3-f32", "granitehybrid-f32", "qwen3next-f32"})
    void sharedCache_givesAnotherSessionThePrefix(String name) throws IOException {
        SessionSettings settings = SessionSettings.defaults().withPromptCache(64L << 20);
        try (LanguageModel model = load(name, settings)) {
            int[] system = tokens(1, 60);
            try (Session first = model.newSession(256)) {
                first.prefill(system, null);
                first.prefill(tokens(2, 20), null);
            }
            try (Session second = model.newSession(256)) {
                second.prefill(join(system, tokens(3, 9)), null);
                assertThat(second.sharedTokens()).isEqualTo(60);
                assertThat(second.computedTokens()).isEqualTo(9);
                sameAsFresh(model, second);
            }
            try (Session third = model.newSession(256)) {
                third.prefill(join(system, tokens(2, 20)), null);
                assertThat(third.computedTokens()).isZero();
                sameAsFresh(model, third);
                third.continueWith(join(system, tokens(3, 9), tokens(4, 3)));
                assertThat(third.computedTokens()).isEqualTo(3);
                sameAsFresh(model, third);
            }
            PromptCache.Statistics seen = model.promptCache().orElseThrow().statistics();
            assertThat(seen.hits()).isEqualTo(3);
            assertThat(seen.reusedTokens()).isEqualTo(60 + 80 + 69);
            assertThat(seen.bytes()).isPositive().isLessThanOrEqualTo(64L << 20);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"olmoe-f32", "granitehybrid-f32"})
    void sharedCache_ofAnyPrompts_neverChangesResultsAndStaysInItsBound(String name) throws IOException {
        long bound = name.equals("olmoe-f32") ? 300_000 : 900_000;
        SessionSettings settings = SessionSettings.defaults().withPromptCache(bound).withCheckpoints(8, 1L << 30);
        Random random = new Random(4);
        try (LanguageModel model = load(name, settings)) {
            for (int i = 0; i < 60; i++) {
                int[] prompt = new int[1 + random.nextInt(40)];
                for (int t = 0; t < prompt.length; t++) {
                    prompt[t] = random.nextInt(100) < 90 ? t : random.nextInt(3);
                }
                try (Session session = model.newSession(64)) {
                    session.prefill(prompt, null);
                    assertThat(session.sharedTokens() + session.computedTokens()).isEqualTo(prompt.length);
                    sameAsFresh(model, session);
                }
                assertThat(model.promptCache().orElseThrow().statistics().bytes()).isBetween(0L, bound);
            }
            PromptCache.Statistics end = model.promptCache().orElseThrow().statistics();
            assertThat(end.hits()).isPositive();
            assertThat(end.evicted()).isPositive();
            model.promptCache().orElseThrow().clear();
            assertThat(model.promptCache().orElseThrow().statistics().bytes()).isZero();
        }
    }

    @Test
    void sharedCache_fromManyThreads_givesEachItsOwn() throws Exception {
        SessionSettings settings = SessionSettings.defaults().withPromptCache(400_000);
        try (LanguageModel model = load("olmoe-f32", settings);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Random random = new Random(i);
                running.add(threads.submit(() -> {
                    for (int round = 0; round < 15; round++) {
                        int[] prompt = join(tokens(1, 1 + random.nextInt(30)), tokens(random.nextInt(5), 8));
                        try (Session session = model.newSession(64)) {
                            session.prefill(prompt, null);
                            sameAsFresh(model, session);
                        }
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
    }

    /** Compares with a session that takes its tokens in one by one, which the cache does not serve. */
    private static void sameAsFresh(LanguageModel model, Session session) {
        try (Session fresh = model.newSession(256)) {
            for (int token : session.tokens()) {
                fresh.accept(token);
            }
            float[] expected = fresh.logits();
            float[] logits = session.logits();
            for (int i = 0; i < expected.length; i++) {
                assertThat(logits[i]).isBetween(expected[i] - ROUNDING, expected[i] + ROUNDING);
            }
        }
    }

    private static int[] tokens(int seed, int n) {
        return new Random(seed).ints(n, 0, 320).toArray();
    }

    private static int[] join(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
    }

    private static LanguageModel load(String name, SessionSettings settings) throws IOException {
        return LanguageModel.load(Golden.model(name),
                LoadOptions.defaults().withThreads(1).withSessions(settings));
    }
}
