package io.engram.inference.curriculum;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.inference.GenerationOptions;
import io.engram.inference.Generator;
import io.engram.inference.LanguageModel;
import io.engram.inference.SamplingOptions;
import io.engram.inference.Tokenizer;
import io.engram.inference.layout.Prompt;
import io.engram.inference.tokenizer.BytePairTrainer;
import io.engram.inference.train.Document;
import io.engram.inference.train.Trainer;
import io.engram.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MiniModelTest {
    private static final int STEPS = 60;
    /** An example after those that are mostly for copying, which a tiny model does not learn. */
    private static final long PAST_COPYING = 100_000;

    /** From nothing to a file that speaks: vocabulary, training, export, engine. */
    @Test
    void tinyRun_lossFallsAndTheFileRuns(@TempDir Path folder) throws IOException {
        BytePairTrainer.Vocabulary vocabulary = TinyVocabulary.get();
        Tokenizer tokenizer = TinyVocabulary.tokenizer();
        Lessons lessons = new Lessons(new Curriculum(1), tokenizer, 1025);
        Path file = folder.resolve("tiny.gguf");
        double first = 0;
        double last = 0;
        try (Trainer trainer = new Trainer(MiniModel.shape(MiniModel.Size.TINY, vocabulary.tokens().size()),
                MiniModel.options(MiniModel.Size.TINY, STEPS, 2, 1), i -> lessons.document(PAST_COPYING + i))) {
            for (int i = 0; i < STEPS; i++) {
                double loss = trainer.step().loss();
                first = i == 0 ? loss : first;
                last += i >= STEPS - 5 ? loss / 5 : 0;
            }
            MiniModel.export(trainer, vocabulary, DType.Q8_0, file);
        }
        // A guess among 1,024 tokens costs 6.9 nats.
        assertThat(first).isBetween(6.5, 8.0);
        assertThat(last).isLessThan(3.2);

        Example example = new Curriculum(1).examples("dialogue", 1).getFirst();
        try (LanguageModel model = LanguageModel.load(file)) {
            String text = new Generator(model)
                    .generate(example.prompt(), GenerationOptions.of(20, SamplingOptions.greedy()), piece -> {
                    }).text();
            assertThat(text).startsWith("<think>");
        }
    }

    @Test
    void lessons_tokensOfADocument_spellItsExample() throws IOException {
        Tokenizer tokenizer = TinyVocabulary.tokenizer();
        Curriculum curriculum = new Curriculum(1);
        Lessons lessons = new Lessons(curriculum, tokenizer, 4000);
        int whole = 0;
        int read = 0;
        List<Long> single = LongStream.range(PAST_COPYING, PAST_COPYING + 200).boxed()
                .filter(i -> curriculum.lesson(i).size() == 1).limit(40).toList();
        for (long i : single) {
            Document document = lessons.document(i);
            Example example = curriculum.lesson(i).getFirst();
            String text = tokenizer.decode(document.tokens());
            assertThat(text).startsWith(example.prompt() + "<think>\n").endsWith(example.reply() + "<|im_end|>\n");
            whole += text.equals(example.prompt() + example.completion()) ? 1 : 0;
            assertThat(document.weights()[document.length() - 1]).isOne();
            assertThat(document.weights()[1]).isIn(0f, 0.1f);
            read += document.weights()[1] > 0 ? 1 : 0;
        }
        assertThat(read).isBetween(3, 20);
        assertThat(whole).isBetween(20, 38);
    }

    /** Read from its trunk, each branch is what the model is shown in a conversation, and what it is to say. */
    @Test
    void lessons_ofAScene_areATrunkAndABranchForEachExample() throws IOException {
        Tokenizer tokenizer = TinyVocabulary.tokenizer();
        Curriculum curriculum = new Curriculum(1);
        Lessons lessons = new Lessons(curriculum, tokenizer, 4000);
        int checked = 0;
        // Later lessons have some words in two pieces (WordCutsTest).
        for (long i = Curriculum.DRILLS_FROM; checked < 10; i++) {
            List<Example> lesson = curriculum.lesson(i);
            if (lesson.size() == 1) {
                continue;
            }
            checked++;
            Document document = lessons.document(i);
            int[] branches = document.branches();
            assertThat(branches).hasSize(lesson.size());
            String trunk = tokenizer.decode(Arrays.copyOf(document.tokens(), branches[0]));
            for (int b = 0; b < branches.length; b++) {
                int end = b + 1 < branches.length ? branches[b + 1] : document.length();
                String branch = tokenizer.decode(Arrays.copyOfRange(document.tokens(), branches[b], end));
                Example example = lesson.get(b);
                assertThat(trunk + branch).startsWith(example.prompt() + "<think>\n")
                        .endsWith(example.reply() + "<|im_end|>\n");
                // A thought that is cut short or left out is a piece of its own, as at run time.
                if (!example.thinking().isEmpty() && branch.endsWith(example.completion())) {
                    assertThat(tokenizer.encode(trunk + branch, true)).as("tokens as if in one piece")
                            .hasSize(branches[0] + end - branches[b]);
                }
            }
        }
    }

    @Test
    void lessons_repliesOfEarlierTurns_countInFullAfterTheirFirstToken() throws IOException {
        Tokenizer tokenizer = TinyVocabulary.tokenizer();
        Curriculum curriculum = new Curriculum(1);
        Lessons lessons = new Lessons(curriculum, tokenizer, 4000);
        long with = LongStream.range(0, 200).filter(i -> curriculum.lesson(i).size() == 1
                && curriculum.lesson(i).getFirst().prompt().split(Pattern.quote(Prompt.ASSISTANT), -1).length > 2)
                .findFirst().orElseThrow();
        String prompt = curriculum.lesson(with).getFirst().prompt();
        int reply = prompt.indexOf(Prompt.ASSISTANT) + Prompt.ASSISTANT.length();
        int first = tokenizer.encode(prompt.substring(0, reply), true).length;
        int end = first + tokenizer.encode(
                prompt.substring(reply, prompt.indexOf(Prompt.END, reply) + Prompt.END.length()), true).length;
        float[] weights = lessons.document(with).weights();
        assertThat(weights[first - 1]).isNotEqualTo(1f);
        assertThat(weights[first]).isZero();
        assertThat(Arrays.copyOfRange(weights, first + 1, end)).containsOnly(1f);
        assertThat(weights[end]).isNotEqualTo(1f);
    }
}
