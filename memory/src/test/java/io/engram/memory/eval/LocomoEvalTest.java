package io.engram.memory.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.memory.MemoryException;
import io.engram.memory.testing.HashingEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocomoEvalTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    /** Made up for this test, in the data's format with its traps: integer answers, joined and dangling evidence. */
    private static final String DATA = """
            [{"sample_id": "c1", "conversation": {
                "speaker_a": "Ada", "speaker_b": "Ben", "session_1_date_time": "1:56 pm on 8 May, 2023",
                "session_2_date_time": "9:00 am on 9 May, 2023",
                "session_1": [
                  {"speaker": "Ada", "dia_id": "D1:1", "text": "Our boat is called Heron."},
                  {"speaker": "Ben", "dia_id": "D1:2", "text": "I baked bread.", "blip_caption": "a loaf"}],
                "session_2": [{"speaker": "Ben", "dia_id": "D2:1", "text": "The clock struck seven."}]},
              "qa": [
                {"question": "What is the boat called?", "answer": "Heron", "evidence": ["D1:1"], "category": 4},
                {"question": "What did Ben bake, and which clock struck?", "answer": 7, "category": 1,
                 "evidence": ["D1:2; D2:1", "D9:9"]},
                {"question": "Nothing known?", "answer": "no", "evidence": ["D"], "category": 3},
                {"question": "Trick?", "adversarial_answer": "x", "evidence": ["D1:1"], "category": 5}]}]
            """;

    @Test
    void run_countsTurnsPerQuestion() throws IOException {
        Path file = Files.writeString(dir.resolve("data.json"), DATA);
        LocomoReport report = LocomoEval.run(file, Set.of("c1"), new HashingEmbedder(), dir.resolve("agents"));
        assertThat(report.questions()).isEqualTo(2);
        assertThat(report.recall().get(5)).containsEntry("all", 1.0).containsEntry("1", 1.0).containsEntry("3", 0.0);
        assertThat(report.recall().get(1)).containsEntry("4", 1.0).containsEntry("1", 0.5);
        assertThat(report.toMap().keySet()).containsExactly("questions", "recall", "recall_ms", "ingest_per_second",
                "embed_per_second");
    }

    @Test
    void unknownConversation_isRefused() throws IOException {
        Path file = Files.writeString(dir.resolve("data.json"), DATA);
        assertThatThrownBy(() -> LocomoEval.run(file, Set.of("c2"), new HashingEmbedder(), dir.resolve("agents")))
                .isInstanceOf(MemoryException.class).hasMessageContaining("[c1]");
    }
}
