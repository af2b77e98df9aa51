package io.engram.memory.procedural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.memory.Provenance;
import io.engram.memory.Trust;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SkillFileTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static Skill skill(Trust trust) {
        return new Skill(7, "read-mail", "*", Set.of("inbox empty", "task: send ?path"),
                List.of("read(path=?path)", "mail(body=\"a \\\\ b\nc\")"), "sent", 3, 5, 1, 4, 2, 2.5, 0.25,
                Skill.Status.ACTIVE, List.of(1L, 2L), NOW.minusSeconds(60), NOW, new Provenance("c", "skill", trust),
                Set.of("desk", "phone"), Set.of("done"), List.of(new Skill.Parameter("path", List.of("a.txt", "b"))));
    }

    @Test
    void whatIsWritten_isReadBack_withoutAnotherMemorysEpisodesAndUses() {
        Skill read = SkillFile.read("x.skill", SkillFile.write(skill(Trust.TOOL)), 99, NOW);
        assertThat(read).usingRecursiveComparison()
                .ignoringFields("id", "episodes", "uses", "usesSucceeded", "provenance").isEqualTo(skill(Trust.TOOL));
        assertThat(read.id()).isEqualTo(99);
        assertThat(read.episodes()).isEmpty();
        assertThat(read.provenance().trust()).isEqualTo(Trust.TOOL);
        assertThat(SkillFile.read("x", SkillFile.write(skill(Trust.OPERATOR)), 1, NOW).provenance().trust())
                .isEqualTo(Trust.PERSON);
    }

    @Test
    void badText_isRefusedWithPlaceAndReason() {
        assertThatThrownBy(() -> SkillFile.read("x.skill", "hello", 1, NOW)).hasMessageContaining("x.skill")
                .hasMessageContaining("received \"hello\"");
        String good = SkillFile.write(skill(Trust.TOOL));
        assertThatThrownBy(() -> SkillFile.read("x.skill", good + "nonsense\n", 1, NOW))
                .hasMessageContaining("line 26").hasMessageContaining("nonsense");
        assertThatThrownBy(() -> SkillFile.read("x.skill", good.replace("support: 3", "support: many"), 1, NOW))
                .hasMessageContaining("x.skill").hasMessageContaining("many");
        assertThatThrownBy(() -> SkillFile.read("x.skill", good.replace("name: read-mail", "name:"), 1, NOW))
                .hasMessageContaining("expected a name");
    }
}
