package io.engram.agent.learning;

import io.engram.inference.curriculum.AdapterTraining.Outcome;
import java.util.List;

/**
 * What is written beside an adapter.
 *
 * @param model
 *            SHA-256 of the model file that it belongs to, in hexadecimal digits
 * @param learnedAt
 *            when it was trained, as ISO 8601 has it
 * @param facts
 *            all that it was trained on
 * @param outcome
 *            of its examination
 */
public record LearnedAdapter(String model, String learnedAt, List<Learned> facts, Outcome outcome) {
    /** Copies the list. */
    public LearnedAdapter {
        facts = List.copyOf(facts);
    }

    /**
     * A fact by its id in memory, and as it was then.
     *
     * @param text
     *            {@link io.engram.memory.semantic.Fact#text}
     */
    public record Learned(long id, String text) {
    }
}
