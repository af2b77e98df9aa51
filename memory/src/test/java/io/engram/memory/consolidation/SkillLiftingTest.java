package io.engram.memory.consolidation;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.memory.Episode;
import io.engram.memory.LivedStep;
import io.engram.memory.Provenance;
import io.engram.memory.Situations;
import io.engram.memory.procedural.ActionCall;
import io.engram.memory.procedural.Skill;
import io.engram.memory.procedural.SkillBinding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SkillLiftingTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static Episode lived(long id, String channel, boolean success, String... situationsAndActions) {
        List<LivedStep> steps = new java.util.ArrayList<>();
        for (int i = 0; i < situationsAndActions.length; i += 2) {
            steps.add(new LivedStep(situationsAndActions[i], situationsAndActions[i + 1],
                    i + 2 == situationsAndActions.length ? "sent" : "", 0));
        }
        return new Episode(id, "self", channel, "", "a task", NOW, NOW, 1, 0.5, Provenance.observed(channel), Map.of(),
                steps, success, 0, 0);
    }

    /** Read a file, then mail its summary: another file and another person each time. */
    private static Episode report(long id, String channel, String file, String person) {
        return lived(id, channel, true, "task: report " + file + " to " + person + "; inbox empty",
                "read(path=" + file + ")", "text loaded; inbox empty", "summarise(length=short)",
                "summary ready; inbox empty", "mail(about=" + file + ", to=" + person + ")");
    }

    private static Skill skill(SkillMiner.Finding f) {
        return new Skill(1, SkillMiner.name(f.actions()), f.channel(), f.condition(), f.actions(), f.outcome(),
                f.support(), f.support(), f.failures(), 0, 0, 3, f.gain(), Skill.Status.ACTIVE, f.episodes(), NOW, NOW,
                new Provenance("consolidation", "skill", f.trust()), f.channels(), f.termination(), f.parameters());
    }

    @Test
    void argumentsThatDiffer_becomeParameters_andSharedOnesAreOne() {
        SkillMiner miner = new SkillMiner();
        miner.fold(report(1, "tool:desk", "march.txt", "anna"));
        miner.fold(report(2, "tool:desk", "april.txt", "ben"));
        SkillMiner.Finding found = miner.findings(9).getFirst();
        assertThat(found.actions()).containsExactly("read(path=?path)", "summarise(length=short)",
                "mail(about=?path, to=?to)");
        assertThat(found.parameters()).containsExactly(new Skill.Parameter("path", List.of("march.txt", "april.txt")),
                new Skill.Parameter("to", List.of("anna", "ben")));
        assertThat(found.condition()).containsExactlyInAnyOrder("inbox empty", "task: report ?path to ?to");
        Skill skill = skill(found);
        Map<String, String> bound = SkillBinding
                .of(skill, Situations.features("inbox empty; task: report may.txt to cleo")).orElseThrow();
        assertThat(bound).isEqualTo(Map.of("path", "may.txt", "to", "cleo"));
        assertThat(SkillBinding.fill(skill, bound).orElseThrow()).containsExactly("read(path=may.txt)",
                "summarise(length=short)", "mail(about=may.txt, to=cleo)");
        assertThat(SkillBinding.of(skill, Situations.features("task: report may.txt to cleo"))).isEmpty();
        assertThat(SkillBinding.fill(skill, Map.of("path", "x"))).as("a value is missing").isEmpty();
    }

    @Test
    void argumentsThatNeverDiffer_stay() {
        SkillMiner miner = new SkillMiner();
        miner.fold(report(1, "tool:desk", "march.txt", "anna"));
        miner.fold(report(2, "tool:desk", "march.txt", "anna"));
        SkillMiner.Finding found = miner.findings(9).getFirst();
        assertThat(found.parameters()).isEmpty();
        assertThat(found.actions()).contains("mail(about=march.txt, to=anna)");
    }

    @Test
    void oneSuccessInEachOfTwoPlaces_isASkillOfBoth() {
        SkillMiner miner = new SkillMiner();
        miner.fold(report(1, "tool:desk", "march.txt", "anna"));
        assertThat(miner.findings(9)).isEmpty();
        miner.fold(report(2, "tool:phone", "april.txt", "ben"));
        SkillMiner.Finding found = miner.findings(9).getFirst();
        assertThat(found.channel()).isEqualTo(SkillMiner.ANYWHERE);
        assertThat(found.channels()).isEqualTo(Set.of("tool:desk", "tool:phone"));
        assertThat(found.support()).isEqualTo(2);
        assertThat(found.episodes()).containsExactly(1L, 2L);
        assertThat(miner.lastSeen(found.key())).isEqualTo(2);
    }

    @Test
    void sequencesThatFailMoreOftenThanTheRest_areNoSkill() {
        SkillMiner miner = new SkillMiner();
        for (int i = 1; i <= 2; i++) {
            miner.fold(lived(i, "tool:desk", true, "a", "read(path=" + i + ")", "b", "guess"));
        }
        for (int i = 3; i <= 9; i++) {
            miner.fold(lived(i, "tool:desk", false, "a", "read(path=" + i + ")", "b", "guess"));
        }
        for (int i = 10; i <= 20; i++) {
            miner.fold(lived(i, "tool:desk", true, "a", "ask"));
        }
        assertThat(miner.findings(9)).isEmpty();
    }

    @Test
    void whatHoldsAfterwards_isItsTermination() {
        SkillMiner miner = new SkillMiner();
        for (int i = 1; i <= 3; i++) {
            miner.fold(lived(i, "tool:desk", true, "door shut; x " + i, "unlock", "door shut; y " + i, "push",
                    "door open; z " + i, "walk"));
        }
        assertThat(miner.findings(99)).filteredOn(f -> f.actions().equals(List.of("unlock", "push", "walk"))
                || f.actions().equals(List.of("unlock", "push"))).isNotEmpty();
        SkillMiner two = new SkillMiner();
        for (int i = 1; i <= 3; i++) {
            two.fold(lived(i, "tool:desk", true, "door shut; x " + i, "unlock", "door shut; y " + i, "push",
                    "door open; z " + i, "walk" + i));
        }
        assertThat(two.findings(9).getFirst().termination()).isEqualTo(Set.of("door open"));
    }

    @Test
    void calls_areReadAndWrittenBack() {
        for (String text : List.of("go", "open(file=a.txt)", "mail(body=\"hi, \\\"you\\\"\", to=b)", "f(x=\"\")",
                "f()")) {
            ActionCall call = ActionCall.parse(text);
            assertThat(ActionCall.parse(call.text())).isEqualTo(call);
        }
        assertThat(ActionCall.parse("mail(body=\"hi, you\", to=b)").arguments())
                .isEqualTo(Map.of("body", "hi, you", "to", "b"));
        assertThat(ActionCall.parse("smile (broadly)").name()).isEqualTo("smile (broadly)");
        assertThat(ActionCall.parse("(odd").arguments()).isEmpty();
    }
}
