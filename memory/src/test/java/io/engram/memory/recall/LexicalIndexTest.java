package io.engram.memory.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.engram.memory.Layer;
import io.engram.memory.Trust;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;

class LexicalIndexTest {
    private static final double WINDOW = 2;
    private final Directory directory = new Directory();
    private final LexicalIndex index = new LexicalIndex(directory);
    private final LexicalSearch search = new LexicalSearch();
    private final List<List<String>> documents = new ArrayList<>();

    private void add(List<String> terms, int group) {
        int ordinal = directory.add(documents.size() + 1, Layer.EPISODIC, 0, 0, 0, group, 0, Trust.PERSON,
                terms.size());
        index.add(ordinal, LexicalIndex.count(terms));
        documents.add(terms);
    }

    private void remove(int ordinal) {
        index.remove(ordinal, LexicalIndex.count(documents.get(ordinal)));
        directory.remove(ordinal);
        documents.set(ordinal, List.of());
    }

    /** Few common terms and many rare ones, as in talk. */
    private void fill(int count, int groups, Random random) {
        for (int i = 0; i < count; i++) {
            List<String> terms = new ArrayList<>();
            for (int n = 1 + random.nextInt(12); n > 0; n--) {
                terms.add("t" + (int) Math.pow(300, random.nextDouble()));
            }
            add(terms, random.nextInt(groups));
        }
        for (int gone = 3; gone < count; gone += 7) {
            remove(gone);
        }
    }

    private final Map<String, Double> idfs = new HashMap<>();

    private double idf(String term) {
        return idfs.computeIfAbsent(term, this::countedIdf);
    }

    private double countedIdf(String term) {
        long having = documents.stream().filter(d -> d.contains(term)).count();
        return Math.log(1 + (directory.live() - having + 0.5) / (having + 0.5));
    }

    private static double weight(int frequency, double length, double average) {
        return frequency * 2.2 / (frequency + 1.2 * (1 - 0.75 + 0.75 * length / average));
    }

    /** BM25 as in the book, of the document and, twice as much, of it with two neighbours on each side. */
    private double expected(List<String> query, int ordinal, double windowWeight, double average) {
        List<String> around = new ArrayList<>(documents.get(ordinal));
        for (int step = 0, before = ordinal, after = ordinal; step < 2; step++) {
            before = before < 0 ? before : directory.previous(before);
            after = after < 0 ? after : directory.next(after);
            around.addAll(before < 0 ? List.of() : documents.get(before));
            around.addAll(after < 0 ? List.of() : documents.get(after));
        }
        double score = 0;
        for (String term : query) {
            score += idf(term) * weight(Collections.frequency(documents.get(ordinal), term),
                    documents.get(ordinal).size(), average);
            score += windowWeight * idf(term)
                    * weight(Collections.frequency(around, term), around.size(), 5 * average);
        }
        return score;
    }

    private void check(List<String> query, int keep, IntPredicate eligible) {
        search.run(index, LexicalIndex.count(query), WINDOW, keep, eligible);
        List<Integer> live = IntStream.range(0, documents.size())
                .filter(i -> directory.isLive(i) && eligible.test(i)).boxed().toList();
        double average = documents.stream().mapToInt(List::size).sum() / (double) directory.live();
        double[] expected = IntStream.range(0, documents.size()).mapToDouble(i -> expected(query, i, WINDOW, average))
                .toArray();
        List<Double> best = live.stream().map(i -> expected[i]).filter(s -> s > 0)
                .sorted(Comparator.reverseOrder()).limit(keep).toList();
        List<Double> found = IntStream.range(0, search.found()).mapToObj(i -> (double) search.score(search.found(i)))
                .sorted(Comparator.reverseOrder()).toList();
        assertThat(found).hasSameSizeAs(best);
        for (int i = 0; i < best.size(); i++) {
            assertThat(found.get(i)).as("%s, place %d", query, i).isCloseTo(best.get(i), within(1e-3));
        }
        for (int ordinal : live) {
            assertThat((double) search.score(ordinal)).isCloseTo(expected[ordinal], within(1e-3));
        }
    }

    @Test
    void best_are_exact_with_and_without_terms_that_are_only_looked_up() {
        Random random = new Random(1);
        fill(1500, 40, random);
        for (int q = 0; q < 12; q++) {
            String rare = "t" + (150 + random.nextInt(100));
            check(List.of(rare, "t1", "t2", "t" + (2 + q)), 5, i -> true);
            check(List.of(rare, "t1"), 3, i -> i % 3 == 0);
            check(List.of("t1", "t1", "t9"), 400, i -> true);
        }
    }

    @Test
    void own_words_score_as_lucene_scores_them() throws IOException {
        fill(600, 600, new Random(2));
        try (var store = new ByteBuffersDirectory()) {
            try (IndexWriter writer = new IndexWriter(store, new IndexWriterConfig(new StandardAnalyzer()))) {
                for (List<String> terms : documents) {
                    Document document = new Document();
                    if (!terms.isEmpty()) {
                        document.add(new TextField("text", String.join(" ", terms), Field.Store.NO));
                    }
                    writer.addDocument(document);
                }
                writer.forceMerge(1);
            }
            try (DirectoryReader reader = DirectoryReader.open(store)) {
                for (int q = 1; q < 30; q++) {
                    List<String> query = List.of("t" + q, "t" + 2 * q, "t300");
                    BooleanQuery.Builder any = new BooleanQuery.Builder();
                    query.forEach(term -> any.add(new TermQuery(new Term("text", term)), Occur.SHOULD));
                    search.run(index, LexicalIndex.count(query), 0, 10, i -> true);
                    ScoreDoc[] best = new IndexSearcher(reader).search(any.build(), 10).scoreDocs;
                    assertThat(search.found()).isEqualTo(best.length);
                    for (ScoreDoc doc : best) {
                        // Lucene leaves out the constant factor k1 + 1
                        assertThat((double) search.own(doc.doc)).isCloseTo(2.2 * doc.score, within(1e-3));
                    }
                }
            }
        }
    }

    @Test
    void window_reaches_two_neighbours_of_the_same_group() {
        for (int i = 0; i < 9; i++) {
            add(List.of(i == 4 ? "needle" : "hay" + i), i < 6 ? 0 : 1);
        }
        search.run(index, Map.of("needle", 1), WINDOW, 100, i -> true);
        for (int d = 0; d < 9; d++) {
            assertThat(search.score(d) > 0).as("document %d", d).isEqualTo(d >= 2 && d <= 5);
        }
    }

    @Test
    void removed_document_leaves_no_term() {
        add(List.of("a", "b", "a"), 0);
        add(List.of("b"), 0);
        remove(0);
        assertThat(index.distinctTerms()).isEqualTo(1);
    }

    @Test
    void terms_are_stemmed_and_ideographs_come_alone_and_in_pairs() {
        assertThat(RecallIndex.terms("She painted 2 PAINTINGS of the lakes")).containsExactly("paint", "2", "paint",
                "lak");
        assertThat(RecallIndex.terms("我喜欢茶 ok")).containsExactly("喜", "喜欢", "欢", "欢茶", "茶", "ok");
        assertThat(RecallIndex.terms("猫的茶")).as("no pair across a word of grammar").containsExactly("猫", "茶");
    }
}
