package io.engram.memory.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.engram.memory.Layer;
import io.engram.memory.Trust;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LexicalIndexTest {
    private final Directory directory = new Directory();
    private final LexicalIndex index = new LexicalIndex(directory);
    private final List<List<String>> documents = new ArrayList<>();

    private void add(List<String> terms, int group) {
        Map<String, Integer> counts = LexicalIndex.count(terms);
        int ordinal = directory.add(documents.size() + 1, Layer.EPISODIC, 0, 0, 0, group, 0, Trust.PERSON,
                terms.size());
        index.add(ordinal, counts);
        documents.add(terms);
    }

    /** BM25 as in the book, summed over the query, over arbitrary bags of terms. */
    private static double bm25(List<String> query, List<List<String>> bags, int bag, double averageLength) {
        double score = 0;
        for (String term : query) {
            long having = bags.stream().filter(b -> b.contains(term)).count();
            long live = bags.stream().filter(b -> !b.isEmpty()).count();
            int frequency = Collections.frequency(bags.get(bag), term);
            double idf = Math.log(1 + (live - having + 0.5) / (having + 0.5));
            score += idf * frequency * 2.2
                    / (frequency + 1.2 * (1 - 0.75 + 0.75 * bags.get(bag).size() / averageLength));
        }
        return score;
    }

    @Test
    void turnScore_isBm25() {
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            List<String> terms = new ArrayList<>();
            for (int n = 1 + random.nextInt(12); n > 0; n--) {
                terms.add("t" + (int) Math.abs(random.nextGaussian() * 8));
            }
            add(terms, i / 20);
        }
        for (int gone = 3; gone < 200; gone += 7) {
            index.remove(gone, LexicalIndex.count(documents.get(gone)));
            directory.remove(gone);
            documents.set(gone, List.of());
        }
        LexicalScores scores = new LexicalScores();
        scores.groups(10);
        double average = documents.stream().mapToInt(List::size).sum() / (double) directory.live();
        for (int q = 0; q < 20; q++) {
            List<String> query = List.of("t" + q, "t1");
            if (q == 1) {
                continue;
            }
            index.score(LexicalIndex.count(query), scores);
            for (int d = 0; d < documents.size(); d++) {
                assertThat((double) scores.turn(d)).isCloseTo(bm25(query, documents, d, average), within(1e-4));
            }
        }
    }

    @Test
    void window_reachesTwoNeighboursOfTheSameGroup() {
        for (int i = 0; i < 9; i++) {
            add(List.of(i == 4 ? "needle" : "hay" + i), i < 6 ? 0 : 1);
        }
        LexicalScores scores = new LexicalScores();
        scores.groups(2);
        index.score(Map.of("needle", 1), scores);
        for (int d = 0; d < 9; d++) {
            boolean near = d >= 2 && d <= 5;
            assertThat(scores.window(d) > 0).as("document %d", d).isEqualTo(near);
        }
        assertThat(scores.groupScore(0)).isPositive();
        assertThat(scores.groupScore(1)).isZero();
    }

    @Test
    void removedDocument_leavesNoTerm() {
        add(List.of("a", "b", "a"), 0);
        add(List.of("b"), 0);
        index.remove(0, LexicalIndex.count(List.of("a", "b", "a")));
        directory.remove(0);
        assertThat(index.distinctTerms()).isEqualTo(1);
    }

    @Test
    void terms_areStemmedAndIdeographsPaired() {
        assertThat(RecallIndex.terms("She painted 2 PAINTINGS of the lakes")).containsExactly("paint", "2", "paint",
                "lak");
        assertThat(RecallIndex.terms("我喜欢茶 ok")).containsExactly("我喜", "喜欢", "欢茶", "ok");
        assertThat(RecallIndex.terms("茶")).containsExactly("茶");
    }
}
