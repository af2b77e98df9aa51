package io.engram.inference.chat;

/**
 * A tool that the model may call.
 *
 * @param name
 *            its name
 * @param description
 *            what it does
 * @param parameters
 *            JSON schema of its arguments, an object, as text
 */
public record Tool(String name, String description, String parameters) {
}
