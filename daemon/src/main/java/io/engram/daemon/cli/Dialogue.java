package io.engram.daemon.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.engram.inference.chat.Message;
import io.engram.inference.chat.Tool;
import io.engram.inference.chat.ToolCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages and tools in files, in the JSON that chat interfaces commonly use. */
final class Dialogue {
    private final Path file;
    private final List<String> callIds = new ArrayList<>();
    private int answered;

    private Dialogue(Path file) {
        this.file = file;
    }

    /** An array that a file holds. */
    static JsonNode array(Path file, String what) throws IOException {
        String expected = "a JSON array of " + what;
        JsonNode node = Json.parse(Files.readString(file), file.toString(), expected);
        if (!node.isArray())
            throw new CommandException(file + ": expected " + expected + ", received " + node.getNodeType());
        return node;
    }

    /** Messages with role and content; of assistants also thinking and tool calls, of tools the id of the call. */
    static List<Message> messages(Path file) throws IOException {
        Dialogue dialogue = new Dialogue(file);
        List<Message> messages = new ArrayList<>();
        for (JsonNode node : array(file, "messages"))
            messages.add(dialogue.message(node, "message " + messages.size()));
        if (messages.isEmpty())
            throw new CommandException(file + ": expected at least one message, received none");
        return messages;
    }

    private Message message(JsonNode node, String where) {
        String role = text(node, "role", where);
        JsonNode thinking = node.has("reasoning_content") ? node.get("reasoning_content") : node.path("thinking");
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode call : node.path("tool_calls"))
            calls.add(call(call, where + ", tool call " + calls.size()));
        return new Message(role, content(node, where, calls.isEmpty()), thinking.asText(""), calls,
                role.equals("tool") ? answers(node.path("tool_call_id").asText(""), where) : null);
    }

    private String content(JsonNode node, String where, boolean required) {
        JsonNode content = node.path("content");
        if (content.isTextual())
            return content.textValue();
        if (!required && (content.isMissingNode() || content.isNull()))
            return "";
        if (!content.isArray())
            throw wrong(where, "a text or a list of text parts as content", content);
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (!part.path("text").isTextual())
                throw wrong(where, "parts of text", part);
            text.append(part.get("text").textValue());
        }
        return text.toString();
    }

    private ToolCall call(JsonNode node, String where) {
        JsonNode function = node.path("function").isObject() ? node.get("function") : node;
        JsonNode arguments = function.path("arguments");
        JsonNode object = arguments.isTextual()
                ? Json.parse(arguments.textValue(), where, "arguments as JSON")
                : arguments;
        if (!object.isObject())
            throw wrong(where, "an object as arguments", object);
        callIds.add(node.path("id").asText(""));
        return new ToolCall(text(function, "name", where), object.toString());
    }

    /** The number of the call that a result answers; without an id they are answered in order. */
    private @Nullable String answers(String id, String where) {
        int index = id.isEmpty() ? answered : callIds.indexOf(id);
        if (index < 0)
            throw new CommandException(file + ": " + where + ": expected the id of a call before it, received " + id);
        answered = index + 1;
        return "call%05d".formatted(index);
    }

    /** Tools as functions with a JSON schema, wrapped in {@code {"type":"function"}} or bare. */
    static List<Tool> tools(Path file) throws IOException {
        Dialogue dialogue = new Dialogue(file);
        List<Tool> tools = new ArrayList<>();
        for (JsonNode node : array(file, "tools")) {
            String where = "tool " + tools.size();
            JsonNode function = node.path("function").isObject() ? node.get("function") : node;
            JsonNode parameters = function.path("parameters");
            if (!parameters.isObject() && !parameters.isMissingNode())
                throw dialogue.wrong(where, "a JSON schema of an object as parameters", parameters);
            tools.add(new Tool(dialogue.text(function, "name", where), function.path("description").asText(""),
                    parameters.isMissingNode() ? "{\"type\":\"object\",\"properties\":{}}" : parameters.toString()));
        }
        return tools;
    }

    private String text(JsonNode node, String key, String where) {
        if (!node.path(key).isTextual())
            throw wrong(where, "a text as " + key, node.path(key));
        return node.get(key).textValue();
    }

    private CommandException wrong(String where, String expected, JsonNode received) {
        return new CommandException(file + ": " + where + ": expected " + expected + ", received "
                + (received.isMissingNode() ? "none" : received));
    }
}
