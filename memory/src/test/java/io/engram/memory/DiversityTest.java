package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.memory.testing.HashingEmbedder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiversityTest {
    @TempDir
    private Path dir = Path.of("");

    private static List<String> texts(AgentMemory memory, double diversity) {
        RecallQuery query = RecallQuery.of("what about the harbour").withLimit(3);
        return memory.recall(diversity == 0 ? query : query.withDiversity(diversity)).items().stream()
                .map(RecalledItem::text).toList();
    }

    @Test
    void moreOfTheSame_givesWayToSomethingElse_andTheBestStaysFirst() {
        try (AgentMemory memory = AgentMemory.open(MemoryOptions.of(dir, "ada", new HashingEmbedder()))) {
            for (int i = 0; i < 6; i++) {
                memory.record(EpisodeDraft.said("eve", "harbour harbour closed for repairs, day " + i)
                        .withSession("s" + i)).join();
            }
            memory.record(EpisodeDraft.said("eve", "a storm broke three boats near the harbour wall last winter")
                    .withSession("other")).join();
            memory.awaitEmbeddings();
            List<String> plain = texts(memory, 0);
            List<String> diverse = texts(memory, 0.7);
            assertThat(plain).allMatch(text -> text.contains("repairs"));
            assertThat(diverse.getFirst()).isEqualTo(plain.getFirst());
            assertThat(diverse.get(1)).contains("storm");
            assertThat(diverse).doesNotHaveDuplicates().hasSize(3);
        }
    }

    @Test
    void aWeightThatLeavesNoRoomForRelevance_isRefused() {
        for (double wrong : new double[]{-0.1, 1, Double.NaN}) {
            assertThatThrownBy(() -> RecallQuery.of("x").withDiversity(wrong))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("" + wrong);
        }
    }
}
