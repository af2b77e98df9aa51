package io.engram.inference.curriculum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.engram.inference.LanguageModel;
import io.engram.inference.TokenGuide;
import io.engram.inference.Tokenizer;
import io.engram.inference.curriculum.EvaluationOptions.Thinking;
import io.engram.inference.tokenizer.BytePairTrainer;
import io.engram.inference.train.Trainer;
import io.engram.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EvaluationTest {
    @TempDir
    private static Path folder = Path.of("");

    private static Path file() {
        return folder.resolve("tiny.gguf");
    }

    static Stream<String> suites() {
        return Curriculum.suites().stream();
    }

    /** A model that has hardly learned anything: what is checked is the way through, not the score. */
    @BeforeAll
    static void train() throws IOException {
        BytePairTrainer.Vocabulary vocabulary = TinyVocabulary.get();
        Lessons lessons = new Lessons(new Curriculum(1), MiniModel.tokenizer(vocabulary), 512);
        try (Trainer trainer = new Trainer(MiniModel.shape(MiniModel.Size.TINY, vocabulary.tokens().size()),
                MiniModel.options(MiniModel.Size.TINY, 20, 2, 1), lessons)) {
            for (int i = 0; i < 20; i++) {
                trainer.step();
            }
            MiniModel.export(trainer, vocabulary, DType.F32, file());
            assertThat(MiniModel.vocabulary(trainer).tokens()).isEqualTo(vocabulary.tokens());
        }
    }

    @ParameterizedTest
    @MethodSource("suites")
    void score_ofTheReferenceReply_isOneAndOfANonsenseReplyNone(String suite) {
        for (Example example : new Curriculum(5).examples(suite, 40)) {
            assertThat(Evaluation.score(example, example.reply())).as("%s", example).isOne();
            assertThat(Evaluation.score(example, "Something else.")).as("%s", example).isZero();
        }
    }

    @Test
    void run_overSuites_reportsEachWithItsSeedsAndParts() throws IOException {
        List<String> heard = new ArrayList<>();
        EvaluationOptions options = new EvaluationOptions(List.of("one-hop", "tools", "facts", "arithmetic-3"), 3,
                List.of(1L, 2L), Thinking.OFF, true, 1, 4, false);
        try (LanguageModel model = LanguageModel.load(file())) {
            EvaluationReport report = Evaluation.run(model, options, heard::add);

            assertThat(report.suites()).extracting(EvaluationReport.Suite::suite)
                    .containsExactlyElementsOf(options.suites());
            assertThat(report.suites()).extracting(EvaluationReport.Suite::measure)
                    .containsExactly("accuracy", "accuracy", "f1", "accuracy");
            assertThat(report.suites()).allSatisfy(s -> {
                assertThat(s.score().values()).hasSize(2).allSatisfy(v -> assertThat(v).isBetween(0.0, 1.0));
                assertThat(s.tokens()).isPositive();
            });
            assertThat(report.falseUnknown()).isNotNull();
            assertThat(report.budgets()).extracting(EvaluationReport.AtBudget::thinking).containsExactly("off", "low",
                    "medium", "high", "best-of-8");
            assertThat(report.failures()).isNotEmpty().extracting(EvaluationReport.Failure::suite)
                    .doesNotHaveDuplicates();
            assertThat(report.generatedTokens()).isPositive();
            // Two seeds of four suites, and of one suite at three more budgets and by draws.
            assertThat(heard).hasSize(2 * (4 + 3 + 1));
        }
    }

    /** Replies must not depend on which examples share a pass (of a quantised file they may, where two tokens are as good). */
    @Test
    void run_twice_givesTheSameScores() throws IOException {
        try (LanguageModel model = LanguageModel.load(file())) {
            EvaluationOptions one = new EvaluationOptions(List.of("dialogue", "logic"), 6, List.of(1L), Thinking.LOW,
                    false, 6, 1, true);
            EvaluationOptions many = new EvaluationOptions(one.suites(), 6, one.seeds(), one.thinking(), false, 6, 8,
                    true);
            EvaluationReport alone = Evaluation.run(model, one, line -> {
            });
            EvaluationReport together = Evaluation.run(model, many, line -> {
            });
            assertThat(together.failures()).isEqualTo(alone.failures());
            assertThat(together.generatedTokens()).isEqualTo(alone.generatedTokens());
        }
    }

    @Test
    void guide_atTheBudget_endsTheThoughtAsLessonsDo() throws IOException {
        Tokenizer tokenizer = Tokenizer.load(file());
        ThoughtGuide guide = new ThoughtGuide(tokenizer, TokenGuide.FREE, 3);
        int[] thought = tokenizer.encode("<think>\n7+5", true);
        int at = 0;
        for (; guide.forced() == TokenGuide.NONE && at < thought.length; at++) {
            guide.accept(thought[at]);
        }
        StringBuilder forced = new StringBuilder();
        // One was taken by the loop above.
        int[] ending = tokenizer.encode("\n</think>\n\n", true);
        forced.append(tokenizer.decode(new int[]{ending[0]}));
        guide.accept(ending[0]);
        for (int id = guide.forced(); id != TokenGuide.NONE; id = guide.forced()) {
            forced.append(tokenizer.decode(new int[]{id}));
            guide.accept(id);
        }
        assertThat(at).isEqualTo(4);
        assertThat(forced.toString()).isEqualTo("\n</think>\n\n");
        assertThat(guide.logProbability()).isZero();
    }

    @Test
    void choose_amongDraws_takesTheMajorityThenTheLikelier() {
        Answerer.Answer a = new Answerer.Answer("a", 2, -0.1);
        Answerer.Answer b = new Answerer.Answer("b", 3, -0.9);
        Answerer.Answer c = new Answerer.Answer("c", 4, -0.5);
        assertThat(Answerer.choose(List.of(a, b, c, b)).reply()).isEqualTo("b");
        assertThat(Answerer.choose(List.of(b, c, a))).isEqualTo(new Answerer.Answer("a", 9, -0.1));
    }

    @Test
    void spread_isMedianAndRange() {
        EvaluationReport.Spread spread = EvaluationReport.Spread.of(List.of(0.9, 0.5, 0.7));
        assertThat(spread.median()).isEqualTo(0.7);
        assertThat(spread.least()).isEqualTo(0.5);
        assertThat(spread.most()).isEqualTo(0.9);
        assertThat(spread.values()).containsExactly(0.9, 0.5, 0.7);
        assertThat(EvaluationReport.Spread.of(List.of(0.2, 0.4)).median()).isEqualTo(0.3, within(1e-9));
    }

    @Test
    void options_ofAnUnknownSuite_nameTheKnownOnes() {
        assertThatThrownBy(
                () -> new EvaluationOptions(List.of("poetry"), 1, List.of(1L), Thinking.OFF, false, 0, 1, true))
                .hasMessageContaining("suite: expected one of [one-hop").hasMessageContaining("received poetry");
    }
}
