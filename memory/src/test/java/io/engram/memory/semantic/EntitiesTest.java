package io.engram.memory.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.memory.AgentMemory;
import io.engram.memory.EpisodeDraft;
import io.engram.memory.MemoryOptions;
import io.engram.memory.SleepListener;
import io.engram.memory.testing.HashingEmbedder;
import io.engram.memory.testing.MovableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntitiesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;
    private final MovableClock clock = new MovableClock();

    private AgentMemory open() {
        return AgentMemory.open(MemoryOptions.of(dir.resolve("a"), "ada", new HashingEmbedder()).withClock(clock));
    }

    private void say(AgentMemory memory, String who, String text) {
        memory.record(EpisodeDraft.said(who, text)).join();
        clock.advance(Duration.ofDays(1));
    }

    @Test
    void spellingsOfOneName_areJoined_andOthersAreNot() {
        try (AgentMemory memory = open()) {
            say(memory, "alice", "I work at Nestlé. Ben works at Nestle.");
            say(memory, "alice", "Cleo works at the Massachusetts Institute of Technology.");
            say(memory, "alice", "Dan works at the Massachusets Institute of Technology.");
            say(memory, "alice", "Eva works at Station 12345678. Finn works at Station 12345679.");
            memory.sleep(SleepListener.none());
            assertThat(memory.semantic().merges()).extracting(EntityMerge::method).containsExactlyInAnyOrder(
                    "normalised", "minhash");
            assertThat(memory.semantic().names("Nestle")).containsExactly("nestle", "nestlé");
            assertThat(memory.semantic().names("Station 12345678")).hasSize(1);
            assertThat(memory.decisions(memory.semantic().merges().getFirst().id())).hasSize(1);
        }
    }

    @Test
    void anotherNameThatSomeoneStates_findsTheSameFacts() {
        try (AgentMemory memory = open()) {
            say(memory, "alice", "I live in Bern. Call me Lissy.");
            say(memory, "bob", "Call me Alice."); // a name that someone else already goes by is not taken over
            memory.sleep(SleepListener.none());
            assertThat(memory.semantic().about("Lissy", clock.instant())).extracting(Fact::text)
                    .contains("alice lives in Bern");
            assertThat(memory.semantic().names("bob")).containsExactly("bob");
        }
    }

    @Test
    void unmerge_restoresExactlyWhatWasBefore() {
        try (AgentMemory memory = open()) {
            say(memory, "bob", "I live in Bern. I like tea.");
            say(memory, "robert", "I like tea.");
            memory.sleep(SleepListener.none());
            List<Fact> before = memory.semantic().facts();
            EntityMerge merge = memory.semantic().merge("robert", "bob").join();
            assertThat(memory.semantic().names("bob")).containsExactly("bob", "robert");
            say(memory, "robert", "I live in Oslo.");
            memory.sleep(SleepListener.none());
            assertThat(memory.semantic().about("bob", clock.instant())).extracting(Fact::object)
                    .containsExactly("tea", "tea", "Oslo");
            assertThat(memory.semantic().history("bob", "lives in")).extracting(Fact::object).containsExactly("Bern",
                    "Oslo");

            assertThat(memory.semantic().unmerge(merge.id()).join()).isTrue();
            assertThat(memory.semantic().unmerge(merge.id()).join()).as("a second time").isFalse();
            List<Fact> after = memory.semantic().facts();
            assertThat(after).containsAll(before).hasSize(before.size() + 1);
            assertThat(memory.semantic().about("bob", clock.instant())).extracting(Fact::text)
                    .containsExactlyInAnyOrder("bob lives in Bern", "bob likes tea");
            assertThat(memory.semantic().names("robert")).containsExactly("robert");
        }
        try (AgentMemory memory = open()) {
            assertThat(memory.semantic().about("bob", clock.instant())).hasSize(2);
            assertThat(memory.semantic().merges().getFirst().holds()).isFalse();
        }
    }

    @Test
    void undoneMerge_isNotProposedAgain() {
        try (AgentMemory memory = open()) {
            say(memory, "alice", "I work at Nestlé. Ben works at Nestle.");
            memory.sleep(SleepListener.none());
            assertThat(memory.semantic().unmerge(memory.semantic().merges().getFirst().id()).join()).isTrue();
            say(memory, "cleo", "I work at NESTLE!");
            memory.sleep(SleepListener.none());
            assertThat(memory.semantic().merges()).hasSize(1);
        }
    }

    @Test
    void activation_spreadsOverTheGraph_andHubsPassOnLess() {
        try (AgentMemory memory = open()) {
            say(memory, "alice", "I work at Acme. I like jazz.");
            for (int i = 0; i < 40; i++) {
                say(memory, "person" + i, "I like jazz.");
            }
            say(memory, "bob", "I work at Acme. My dog is called Rex.");
            memory.sleep(SleepListener.none());
            Associations associations = memory.semantic().associations();
            List<Associations.Active> active = associations.of("What do you know about Alice?", 200);
            double atAcme = activation(memory, active, "bob works at Acme");
            double dog = activation(memory, active, "bob has a dog called Rex");
            double hub = activation(memory, active, "person7 likes jazz");
            assertThat(activation(memory, active, "alice works at Acme")).isGreaterThan(atAcme);
            assertThat(atAcme).isGreaterThan(hub).isGreaterThan(dog);
            assertThat(dog).isPositive();
            long episode = memory.semantic().about("bob", clock.instant()).getFirst().episodes().getFirst();
            assertThat(active).extracting(Associations.Active::id).contains(episode);
            assertThat(active).allMatch(a -> a.activation() > 0 && a.activation() <= 1);
            assertThat(associations.of("Nobody here", 10)).isEmpty();
            assertThat(associations.of("alice", 3)).hasSize(3);
        }
    }

    private static double activation(AgentMemory memory, List<Associations.Active> active, String text) {
        return active.stream().filter(a -> memory.semantic().fact(a.id()).filter(f -> f.text().equals(text))
                .isPresent()).mapToDouble(Associations.Active::activation).findFirst().orElse(0);
    }

    @Test
    void linkStrength_isActRsLogarithmOfTheFan() {
        double s = 1 + Math.log(300);
        assertThat(SpreadingActivation.strength(1)).isEqualTo(1.0);
        assertThat(SpreadingActivation.strength(10)).isEqualTo((s - Math.log(10)) / s);
        assertThat(SpreadingActivation.strength(2000)).isZero();
    }

    @Test
    void names_normalise() {
        assertThat(EntityNames.normalised("Dr. José  García")).isEqualTo("jose garcia");
        assertThat(EntityNames.normalised("The Beatles'")).isEqualTo("beatles");
        assertThat(EntityNames.normalised("Ａcme, Inc.")).isEqualTo("acme inc");
        assertThat(EntityNames.normalised("!!!")).isEqualTo("!!!");
    }
}
