package io.engram.inference.chat;

/**
 * A tool that the model wants called.
 *
 * @param name
 *            name of the tool
 * @param arguments
 *            a JSON object, as text
 */
public record ToolCall(String name, String arguments) {
}
