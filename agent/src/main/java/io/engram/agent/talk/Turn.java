package io.engram.agent.talk;

import io.engram.memory.semantic.Fact;
import java.util.List;

/**
 * One turn of a conversation and how it came about.
 *
 * @param message
 *            what was said
 * @param intent
 *            what it was taken for
 * @param episode
 *            id under which it is remembered
 * @param reply
 *            what was answered, without the numbers of sources at its end
 * @param thinking
 *            what the model thought before
 * @param notes
 *            what it was shown, as numbered in the prompt
 * @param sources
 *            what the reply rests on
 * @param unresolved
 *            numbers that the reply gives as sources and that no note has
 * @param tools
 *            calls in order
 * @param facts
 *            what was learned from the message
 * @param interrupted
 *            whether it was cut short
 * @param timing
 *            what it took
 */
public record Turn(String message, Intent intent, long episode, String reply, String thinking, List<Source> notes,
        List<Source> sources, List<Integer> unresolved, List<ToolStep> tools, List<Fact> facts, boolean interrupted,
        Timing timing) {
    public Turn {
        notes = List.copyOf(notes);
        sources = List.copyOf(sources);
        unresolved = List.copyOf(unresolved);
        tools = List.copyOf(tools);
        facts = List.copyOf(facts);
    }
}
