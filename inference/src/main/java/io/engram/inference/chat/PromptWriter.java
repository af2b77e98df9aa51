package io.engram.inference.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.engram.inference.Tokenizer;
import io.engram.inference.jinja.Rendered;
import io.engram.inference.jinja.TemplateException;
import io.engram.inference.jinja.Trusted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Messages and tools to the prompt of a template. Arguments of calls are given as objects, or as text where it wants that. */
final class PromptWriter {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool");

    private final ChatTemplate template;
    private final Tokenizer tokenizer;

    PromptWriter(ChatTemplate template, Tokenizer tokenizer) {
        this.template = template;
        this.tokenizer = tokenizer;
    }

    /**
     * The ids of the prompt. No control token, and no other mark that the template uses, is made of characters that the
     * messages or the tools brought in: their text stays text, whatever it spells.
     */
    int[] ids(Rendered prompt) {
        return tokenizer.encodePrompt(prompt.text(), prompt.given(), template::spells);
    }

    Rendered write(List<Message> messages, List<Tool> tools, ThinkingBudget thinking) {
        boolean calls = messages.stream().anyMatch(m -> !m.toolCalls().isEmpty());
        try {
            return template.renderTracked(variables(messages, tools, thinking, false));
        } catch (TemplateException objects) {
            if (!calls) {
                throw objects;
            }
            try {
                return template.renderTracked(variables(messages, tools, thinking, true));
            } catch (TemplateException texts) {
                objects.addSuppressed(texts);
                throw objects;
            }
        }
    }

    private Map<String, @Nullable Object> variables(List<Message> messages, List<Tool> tools, ThinkingBudget thinking,
            boolean asText) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        List<Object> said = new ArrayList<>();
        int calls = 0;
        for (Message message : messages) {
            said.add(message(message, calls, asText));
            calls += message.toolCalls().size();
        }
        all.put("messages", said);
        all.put("tools", tools.isEmpty() ? null : tools.stream().map(PromptWriter::tool).toList());
        all.put("add_generation_prompt", true);
        all.put("bos_token", text(tokenizer.bosId()));
        all.put("eos_token", text(tokenizer.eosId()));
        all.put("enable_thinking", thinking.tokens() > 0);
        all.put("thinking", thinking.tokens() > 0);
        all.put("reasoning_effort", thinking.effort());
        return all;
    }

    private Trusted text(Optional<Integer> id) {
        return new Trusted(id.map(tokenizer::tokenText).orElse(""));
    }

    private static Map<String, Object> message(Message message, int firstCall, boolean asText) {
        Map<String, Object> one = new LinkedHashMap<>();
        // Some templates write <|role|>; the names of the roles are no text of anybody.
        one.put("role", ROLES.contains(message.role()) ? new Trusted(message.role()) : message.role());
        one.put("content", message.content());
        if (!message.thinking().isEmpty()) {
            one.put("reasoning_content", message.thinking());
            one.put("thinking", message.thinking());
        }
        List<Object> calls = new ArrayList<>();
        for (ToolCall call : message.toolCalls()) {
            Map<String, Object> function = new LinkedHashMap<>();
            function.put("name", call.name());
            function.put("arguments", asText ? call.arguments() : object(call.arguments()));
            Map<String, Object> made = new LinkedHashMap<>();
            made.put("id", "call%05d".formatted(firstCall + calls.size()));
            made.put("type", "function");
            made.put("function", function);
            calls.add(made);
        }
        if (!calls.isEmpty()) {
            one.put("tool_calls", calls);
        }
        if (message.toolCallId() != null) {
            one.put("tool_call_id", message.toolCallId());
        }
        return one;
    }

    private static Map<String, Object> tool(Tool tool) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", tool.name());
        function.put("description", tool.description());
        function.put("parameters", object(tool.parameters()));
        Map<String, Object> made = new LinkedHashMap<>();
        made.put("type", "function");
        made.put("function", function);
        return made;
    }

    private static Map<?, ?> object(String json) {
        try {
            return JSON.readValue(json, LinkedHashMap.class);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("expected a JSON object, received " + json, malformed);
        }
    }
}
