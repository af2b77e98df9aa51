package io.engram.inference.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which parameters of which tools are texts and nothing else: where a call gives values without quotes, "5" is the text 5 there
 * and not a number.
 */
final class TextParameters {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Set<String>> byTool = new HashMap<>();

    /** Of these tools; a schema that cannot be read names none. */
    TextParameters(List<Tool> tools) {
        for (Tool tool : tools) {
            Set<String> texts = new HashSet<>();
            for (Map.Entry<String, JsonNode> property : properties(tool).properties()) {
                if (property.getValue().path("type").asText().equals("string")) {
                    texts.add(property.getKey());
                }
            }
            byTool.put(tool.name(), texts);
        }
    }

    private static JsonNode properties(Tool tool) {
        try {
            return JSON.readTree(tool.parameters()).path("properties");
        } catch (JsonProcessingException malformed) {
            return JSON.createObjectNode(); // a dialogue that uses the schema refuses it
        }
    }

    boolean has(String tool, String parameter) {
        return byTool.getOrDefault(tool, Set.of()).contains(parameter);
    }
}
