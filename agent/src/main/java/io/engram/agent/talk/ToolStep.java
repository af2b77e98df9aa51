package io.engram.agent.talk;

/**
 * One tool call of a turn.
 *
 * @param tool
 *            its name
 * @param arguments
 *            a JSON object, as text
 * @param result
 *            what came back, or why nothing did
 * @param failed
 *            whether nothing came back
 */
public record ToolStep(String tool, String arguments, String result, boolean failed) {
}
