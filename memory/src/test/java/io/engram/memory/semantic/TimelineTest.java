package io.engram.memory.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.memory.Provenance;
import io.engram.memory.Trust;
import io.engram.memory.recall.Documents;
import io.engram.memory.semantic.FactDraft.Polarity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Facts on the line of time of one subject and relation. */
class TimelineTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private final AtomicLong ids = new AtomicLong(1000);
    private final SemanticState state = new SemanticState(Documents.none());

    private static Instant month(int month) {
        return Instant.parse("2026-%02d-01T00:00:00Z".formatted(month));
    }

    private static FactDraft draft(String relation, String object, boolean single, int month, Polarity polarity,
            Trust trust, long episode) {
        return new FactDraft("alice", relation, object, Map.of(), single, 0.6, month(month), Instant.MAX,
                new Provenance("chat", "alice", trust), List.of(episode), polarity, month(month));
    }

    private Learned learn(FactDraft draft) {
        Learned learned = state.learn(draft, Trust.OPERATOR, NOW, ids::incrementAndGet);
        learned.written().forEach(state::apply);
        return learned;
    }

    private List<String> history(SemanticState of, String relation) {
        return of.history("alice", relation).stream().map(f -> f.object() + ' '
                + f.validFrom().toString().substring(5, 7) + '-'
                + (f.validTo().equals(Instant.MAX) ? "now" : f.validTo().toString().substring(5, 7))).toList();
    }

    @Test
    void anyOrderOfLearning_givesTheSameLine() {
        List<FactDraft> statements = new ArrayList<>();
        String[] cities = {"Bern", "Oslo", "Rome", "Graz", "Lyon"};
        for (int i = 0; i < cities.length; i++) {
            statements.add(draft("lives in", cities[i], true, i + 1, Polarity.AFFIRMS, Trust.PERSON, i + 1));
        }
        Random random = new Random(7);
        for (int round = 0; round < 50; round++) {
            SemanticState other = new SemanticState(Documents.none());
            Collections.shuffle(statements, random);
            statements.forEach(d -> other.learn(d, Trust.OPERATOR, NOW, ids::incrementAndGet).written()
                    .forEach(other::apply));
            assertThat(history(other, "lives in")).containsExactly("Bern 01-02", "Oslo 02-03", "Rome 03-04",
                    "Graz 04-05", "Lyon 05-now");
        }
    }

    @Test
    void manyValuedRelation_keepsAll() {
        learn(draft("likes", "tea", false, 1, Polarity.AFFIRMS, Trust.PERSON, 1));
        learn(draft("likes", "maps", false, 2, Polarity.AFFIRMS, Trust.PERSON, 2));
        assertThat(history(state, "likes")).containsExactly("tea 01-now", "maps 02-now");
    }

    @Test
    void denial_endsTheFact_andAffirmationEndsTheDenial() {
        learn(draft("likes", "tea", false, 1, Polarity.AFFIRMS, Trust.PERSON, 1));
        Learned denied = learn(draft("likes", "tea", false, 3, Polarity.DENIES, Trust.PERSON, 2));
        assertThat(denied.fact().orElseThrow().text()).isEqualTo("not so: alice likes tea");
        assertThat(denied.ended()).extracting(Fact::validTo).containsExactly(month(3));
        learn(draft("likes", "tea", false, 5, Polarity.AFFIRMS, Trust.PERSON, 3));
        assertThat(state.about("alice", NOW)).extracting(Fact::text).containsExactly("alice likes tea");
        assertThat(state.about("alice", month(4))).extracting(Fact::negated).containsExactly(true);
    }

    @Test
    void ending_closes_refuting_retires_andNeitherInvents() {
        learn(draft("lives in", "Bern", true, 1, Polarity.AFFIRMS, Trust.PERSON, 1));
        assertThat(learn(draft("lives in", "Oslo", true, 2, Polarity.ENDS, Trust.PERSON, 2)).written()).isEmpty();
        Learned ended = learn(draft("lives in", "Bern", true, 3, Polarity.ENDS, Trust.PERSON, 3));
        assertThat(ended.ended().getFirst().closedIn()).isEqualTo(3);
        assertThat(history(state, "lives in")).containsExactly("Bern 01-03");
        learn(draft("lives in", "Bern", true, 4, Polarity.REFUTES, Trust.PERSON, 4));
        assertThat(state.about("alice", month(2))).isEmpty();
        assertThat(state.history("alice", "lives in")).as("kept as what was once believed").hasSize(1);
        learn(draft("is married to", "Bo", true, 1, Polarity.AFFIRMS, Trust.PERSON, 5));
        learn(draft("is married to", "*", true, 5, Polarity.ENDS, Trust.PERSON, 6));
        assertThat(history(state, "is married to")).containsExactly("Bo 01-05");
    }

    @Test
    void lessTrustedSource_endsNothing_andLowersTheTrustOfWhatItSupports() {
        learn(draft("lives in", "Bern", true, 1, Polarity.AFFIRMS, Trust.PERSON, 1));
        learn(draft("lives in", "Atlantis", true, 2, Polarity.AFFIRMS, Trust.UNTRUSTED, 2));
        learn(draft("lives in", "Bern", true, 3, Polarity.ENDS, Trust.UNTRUSTED, 3));
        assertThat(state.about("alice", NOW)).extracting(Fact::object).containsExactly("Bern", "Atlantis");
        learn(draft("lives in", "Bern", true, 4, Polarity.AFFIRMS, Trust.TOOL, 4));
        assertThat(state.about("alice", NOW).getFirst().provenance().trust()).isEqualTo(Trust.TOOL);
    }

    @Test
    void beginningThatIsStatedLater_reachesBack() {
        learn(draft("lives in", "Bern", true, 3, Polarity.AFFIRMS, Trust.PERSON, 1));
        learn(new FactDraft("alice", "lives in", "Bern", Map.of(), true, 0.6, month(1), Instant.MAX,
                Provenance.said("alice"), List.of(2L), Polarity.AFFIRMS, month(4)));
        assertThat(history(state, "lives in")).containsExactly("Bern 01-now");
        assertThat(state.about("alice", NOW).getFirst().support()).isEqualTo(2);
    }
}
