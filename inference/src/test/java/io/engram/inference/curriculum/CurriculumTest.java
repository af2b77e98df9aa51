package io.engram.inference.curriculum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CurriculumTest {
    private final Curriculum curriculum = new Curriculum(3);

    static Stream<String> suites() {
        return Curriculum.suites().stream();
    }

    @ParameterizedTest
    @MethodSource("suites")
    void examples_ofEverySuite_passTheirOwnCheckAndFailAnother(String suite) {
        List<Example> examples = curriculum.examples(suite, 60);
        for (Example e : examples) {
            assertThat(e.check().accepts(e.reply())).as("%s", e).isTrue();
            assertThat(e.check().accepts("Something else.")).as("%s", e).isFalse();
            assertThat(e.prompt()).endsWith("<|im_start|>assistant\n");
        }
        assertThat(examples.stream().map(Example::prompt).distinct().count()).isGreaterThan(15);
    }

    @Test
    void training_sameIndex_sameExample() {
        for (int i = 0; i < 50; i++) {
            assertThat(new Curriculum(3).lesson(i)).isEqualTo(curriculum.lesson(i));
        }
        assertThat(new Curriculum(4).lesson(1)).isNotEqualTo(curriculum.lesson(1));
    }

    /** What is right in one branch must be so in all: the checks see the notes that the model saw. */
    @Test
    void lessons_ofAScene_shareTheirSystemTurnAndContradictNoNote() {
        int several = 0;
        for (int i = 0; i < 600; i++) {
            List<Example> lesson = curriculum.lesson(Curriculum.LATER_FROM + i);
            several += lesson.size() > 1 ? 1 : 0;
            String system = system(lesson.getFirst());
            for (Example e : lesson) {
                assertThat(lesson.size() == 1 || system(e).equals(system)).isTrue();
                assertThat(e.check().accepts(e.reply())).as("%s", e).isTrue();
                Matcher cited = Pattern.compile("\\[(\\d+)\\]").matcher(e.suite().equals("one-hop") ? e.reply() : "");
                while (cited.find()) {
                    assertThat(system).contains("\n[" + cited.group(1) + "] ");
                }
            }
        }
        assertThat(several).isGreaterThan(100);
    }

    /** What is asked of a drill has several answers among its notes, one for each person. */
    @Test
    void drill_hasSeveralAnswers() {
        int tempting = 0;
        int drills = 300;
        for (int i = 0; i < drills; i++) {
            Set<String> answers = new HashSet<>();
            for (Example e : SceneLesson.drill(Split.TRAINING, new SplittableRandom(i * 77L).split())) {
                if (e.suite().equals("one-hop")) {
                    answers.add(e.reply());
                }
            }
            tempting += answers.size() > 1 ? 1 : 0;
        }
        assertThat(tempting).isGreaterThan(drills * 3 / 4);
    }

    private static String system(Example e) {
        return e.prompt().startsWith("<|im_start|>system")
                ? e.prompt().substring(0, e.prompt().indexOf("<|im_end|>"))
                : "";
    }

    @Test
    void training_heldOutWords_neverOccur() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 1_500; i++) {
            curriculum.lesson(Curriculum.LATER_FROM + 10L * i)
                    .forEach(e -> all.append(e.prompt()).append(e.completion()));
        }
        for (String pool : List.of("city", "instrument", "kin")) {
            for (String word : Words.shipped().heldOut(pool)) {
                assertThat(Pattern.compile("\\b" + Pattern.quote(word) + "\\b", Pattern.CASE_INSENSITIVE).matcher(all)
                        .find()).as("%s %s", pool, word).isFalse();
            }
        }
        for (Relation relation : Relation.shipped()) {
            for (String phrase : relation.phrases("ask1").heldOut()) {
                assertThat(all).doesNotContain(phrase);
            }
        }
    }

    @Test
    void arithmetic_steps_endInTheResult() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            int a = random.nextInt(10_000);
            int b = random.nextInt(10_000);
            assertThat(ArithmeticTask.additionSteps(a, b)).endsWith("so " + (a + b));
            assertThat(ArithmeticTask.subtractionSteps(Math.max(a, b), Math.min(a, b)))
                    .endsWith("so " + Math.abs(a - b));
            assertThat(ArithmeticTask.productSteps(a, b % 10)).endsWith("so " + a * (b % 10));
        }
    }

    @Test
    void examples_unknownSuite_namesTheKnownOnes() {
        assertThatThrownBy(() -> curriculum.examples("poetry", 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("suite: expected one of [one-hop").hasMessageContaining("received poetry");
    }

    @Test
    void jsonCheck_scoresElements() {
        Check.Json check = new Check.Json("[{\"a\":1},{\"b\":2}]");
        assertThat(check.score("[{\"b\": 2},{\"a\":1}]")).isOne();
        assertThat(check.score("[{\"a\":1}]")).isEqualTo(2 / 3.0);
        assertThat(check.score("no json")).isZero();
    }
}
