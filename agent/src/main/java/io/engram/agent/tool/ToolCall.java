package io.engram.agent.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A wish to call a tool.
 *
 * @param tool its name
 * @param arguments one object that fits the tool's schema
 * @param caller who wishes it, for example {@code user:ada} or {@code plan:17}; what permissions are asked about
 * @param key idempotency key, needed by tools that change something
 */
public record ToolCall(String tool, ObjectNode arguments, String caller, Optional<String> key) {
    public ToolCall {
        if (caller.isBlank())
            throw new IllegalArgumentException("caller: expected a name, received a blank one");
        arguments = arguments.deepCopy();
    }
}
