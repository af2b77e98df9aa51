package io.engram.inference.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.engram.inference.Constraint;
import io.engram.inference.chat.ReplyFormat.CallForm;
import io.engram.inference.grammar.GrammarException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which form the JSON of a tool call must have, once it begins. Compiled once for a set of tools. Calls in XML style are not
 * JSON and stay free.
 */
final class CallGrammars {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern NAMED = Pattern
            .compile("(?:to=functions\\.([A-Za-z0-9_.-]+)[^\\n]{0,60}<\\|message\\|>"
                    + "|\\[TOOL_CALLS\\]\\s?([A-Za-z0-9_.-]+)\\[ARGS\\]|" + ReplyFormat.DEEPSEEK_SEPARATOR
                    + "([A-Za-z0-9_.-]+)\\n```json\\n|" + ReplyFormat.DEEPSEEK_CALL + "([A-Za-z0-9_.-]+)"
                    + ReplyFormat.DEEPSEEK_SEPARATOR + ")$");

    private final Map<String, Constraint> arguments = new LinkedHashMap<>();
    private final Map<String, Constraint> byMark = new LinkedHashMap<>();

    /**
     * Compiles the schemas of some tools.
     *
     * @throws GrammarException
     *             if a schema cannot be honoured
     */
    CallGrammars(ReplyFormat format, List<Tool> tools) {
        ArrayNode calls = JSON.createArrayNode();
        String key = format.bareCalls() ? "parameters" : "arguments";
        for (Tool tool : tools) {
            ObjectNode schema = schema(tool);
            arguments.put(tool.name(), Constraint.ofJsonSchema(schema.toString()));
            ObjectNode call = JSON.createObjectNode().put("type", "object").put("additionalProperties", false);
            call.putObject("properties").set("name", JSON.createObjectNode().put("const", tool.name()));
            ((ObjectNode) call.get("properties")).set(key, schema);
            call.putArray("required").add("name").add(key);
            calls.add(call);
        }
        if (tools.isEmpty()) {
            return;
        }
        ObjectNode one = JSON.createObjectNode();
        one.set("anyOf", calls);
        ObjectNode list = JSON.createObjectNode().put("type", "array").put("minItems", 1);
        list.set("items", one);
        format.calls().forEach((mark, form) -> {
            boolean many = form == CallForm.MISTRAL || mark.equals("<|tool_call|>");
            boolean single = form == CallForm.TAGGED && !format.calls().containsKey("<function=");
            if (many || single || form == CallForm.PYTHON_TAG) {
                byMark.put(mark, Constraint.ofJsonSchema((many ? list : one).toString()));
            }
        });
    }

    /** A tool's schema; its properties are all there are unless it says otherwise. */
    private static ObjectNode schema(Tool tool) {
        try {
            JsonNode node = JSON.readTree(tool.parameters());
            if (!(node instanceof ObjectNode object)) {
                throw new GrammarException("tool " + tool.name(), "expected a schema of an object, received " + node);
            }
            if (!object.has("additionalProperties") && object.has("properties")) {
                object.put("additionalProperties", false);
            }
            return object.has("type") ? object : object.put("type", "object");
        } catch (JsonProcessingException malformed) {
            throw new GrammarException("tool " + tool.name(),
                    "expected a JSON schema, received: " + malformed.getOriginalMessage());
        }
    }

    /** The form of what follows this text, or null if it may be anything. */
    @Nullable
    Constraint after(String text) {
        for (Map.Entry<String, Constraint> e : byMark.entrySet()) {
            if (text.endsWith(e.getKey()) && !(e.getKey().equals("[TOOL_CALLS]") && text.contains("[ARGS]"))) {
                return e.getValue();
            }
        }
        Matcher named = NAMED.matcher(text);
        if (named.find()) {
            for (int group = 1; group <= named.groupCount(); group++) {
                if (named.group(group) != null) {
                    return arguments.get(named.group(group));
                }
            }
        }
        return null;
    }

    /** What a reply that must be a call starts with, after which {@link #after} gives its form. */
    String opening() {
        if (byMark.isEmpty()) {
            throw new IllegalArgumentException(
                    "calls: expected a model whose calls are JSON after a mark, to require one");
        }
        return byMark.keySet().iterator().next();
    }
}
