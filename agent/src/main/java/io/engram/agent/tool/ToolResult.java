package io.engram.agent.tool;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a call returned.
 *
 * @param call number of the call in the log
 * @param value what the method returned, as JSON
 * @param repeated true when the key was finished before and the value is the one written down then; nothing was done now
 */
public record ToolResult(long call, JsonNode value, boolean repeated) {
}
