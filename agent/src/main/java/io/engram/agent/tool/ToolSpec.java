package io.engram.agent.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * What is known about a tool.
 *
 * @param name unique in a toolbox
 * @param description for the model and for people
 * @param schema JSON schema (2020-12) of the arguments object; not to be changed
 * @param effect what it does to the world outside
 * @param timeout when a call is ended
 */
public record ToolSpec(String name, String description, ObjectNode schema, Effect effect, Duration timeout) {
    public ToolSpec {
        if (!name.matches("[a-zA-Z0-9_-]{1,64}"))
            throw new IllegalArgumentException(
                    "tool name: expected 1 to 64 letters, digits, '_' or '-', received '" + name + "'");
        if (description.isBlank())
            throw new IllegalArgumentException("tool " + name + ": expected a description, received a blank one");
        if (timeout.isNegative() || timeout.isZero())
            throw new IllegalArgumentException("tool " + name + ": timeout: expected > 0, received " + timeout);
    }
}
