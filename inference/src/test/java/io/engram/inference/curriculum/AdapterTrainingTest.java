package io.engram.inference.curriculum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.inference.Tokenizer;
import io.engram.inference.curriculum.AdapterTraining.Mark;
import io.engram.inference.curriculum.AdapterTraining.Options;
import io.engram.inference.curriculum.AdapterTraining.Outcome;
import io.engram.inference.tokenizer.BytePairTrainer;
import io.engram.inference.train.Trainer;
import io.engram.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterTrainingTest {
    private static final List<KnownFact> FACTS = List.of(new KnownFact("user", "lives in", "Bern"),
            new KnownFact("Mia", "sister", "Lin"), new KnownFact("user", "was seen at", "noon"));

    @TempDir
    private Path folder = Path.of("");

    private static List<Mark> marks(double heartBefore, double heartAfter, double skillBefore, double skillAfter) {
        return List.of(new Mark("by-heart", heartBefore, heartAfter), new Mark("not-known", 0.9, 0.9),
                new Mark("tools", skillBefore, skillAfter));
    }

    @Test
    void fault_isWhatWasNotLearnedOrWhatWasLost() {
        assertThat(AdapterTraining.fault(marks(0, 0.8, 0.9, 0.9))).isEmpty();
        assertThat(AdapterTraining.fault(marks(0, 0.4, 0.9, 0.9)).orElse(""))
                .startsWith("by-heart went from 0.00 to 0.40");
        assertThat(AdapterTraining.fault(marks(0.8, 0.8, 0.9, 0.9))).isPresent();
        assertThat(AdapterTraining.fault(marks(0, 1, 0.9, 0.79)).orElse("")).startsWith("tools went from 0.90 to 0.79");
        assertThat(AdapterTraining.fault(marks(0, 1, 0.9, 0.82)).orElse("")).startsWith("all other exams lost 0.040");
    }

    @Test
    void learnable_areRelationsThatTheCurriculumHasWordsFor() {
        assertThat(FACTS.stream().map(AdapterTraining::learnable)).containsExactly(true, true, false);
    }

    @Test
    void lessons_neverShowTheAnswerInTheQuestionNorTheExaminationsPhrasings() {
        List<Fact> facts = FACTS.stream().flatMap(f -> f.fact().stream()).toList();
        SplittableRandom random = new SplittableRandom(5);
        int heldOut = 0;
        for (int i = 0; i < 300; i++) {
            Fact fact = facts.get(i % 2);
            Example known = PersonalLessons.known(fact, Split.TRAINING, random);
            String asked = known.prompt();
            assertThat(asked.substring(asked.indexOf("<|im_start|>user"))).doesNotContainIgnoringCase(fact.object());
            assertThat(known.check().accepts(known.reply())).isTrue();
            String phrasing = asked.replace(fact.subject() + "'s", "{s}'s").replace(" sister", " {k}");
            assertThat(fact.relation().phrases("ask" + (fact.ofUser() ? "1" : "3")).heldOut())
                    .noneMatch(phrasing::contains);
            heldOut += fact.relation().phrases("ask" + (fact.ofUser() ? "1" : "3")).heldOut().stream()
                    .anyMatch(PersonalLessons.known(fact, Split.EVALUATION, random).prompt()
                            .replace(fact.subject() + "'s", "{s}'s").replace(" sister", " {k}")::contains) ? 1 : 0;
            Example other = PersonalLessons.notKnown(facts, Split.TRAINING, random);
            assertThat(other.reply()).contains("don't know");
        }
        assertThat(heldOut).isPositive();
    }

    @Test
    void run_ofAModelThatLearnsNothing_keepsNoFile() throws IOException {
        BytePairTrainer.Vocabulary vocabulary = TinyVocabulary.get();
        Tokenizer tokenizer = TinyVocabulary.tokenizer();
        Path model = folder.resolve("tiny.gguf");
        try (Trainer trainer = new Trainer(MiniModel.shape(MiniModel.Size.TINY, vocabulary.tokens().size()),
                MiniModel.options(MiniModel.Size.TINY, 2, 1, 1), new Lessons(new Curriculum(1), tokenizer, 1024))) {
            trainer.step();
            MiniModel.export(trainer, vocabulary, DType.Q8_0, model);
        }
        Path out = folder.resolve("adapters.gguf");
        List<String> heard = new ArrayList<>();
        Outcome outcome = AdapterTraining.run(model, FACTS, new Options(1, 2, 1, 1, 1), out, heard::add);

        assertThat(outcome.adopted()).isFalse();
        assertThat(outcome.reason()).startsWith("by-heart went from 0.00 to 0.00");
        assertThat(outcome.facts()).isEqualTo(2);
        assertThat(outcome.marks()).hasSize(9);
        assertThat(heard).singleElement().asString().startsWith("learning 2 facts by heart: step 1 of 1");
        assertThat(folder.toFile().list()).containsExactly("tiny.gguf");

        assertThatThrownBy(() -> AdapterTraining.run(model, FACTS.subList(2, 3), Options.defaults(), out, heard::add))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("received none among 1");
    }
}
