package io.engram.inference.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text of tool calls to calls; empty lists say that it is none. */
final class CallReader {
    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
    private static final Pattern FUNCTION = Pattern.compile("\\s*<function=([^>\\s]+)>(.*?)(?:</function>\\s*)?",
            Pattern.DOTALL);
    private static final Pattern PARAMETER = Pattern
            .compile("\\s*<parameter=([^>\\s]+)>(.*?)(?:</parameter>|(?=<parameter=)|$)\\s*", Pattern.DOTALL);
    private static final Pattern BUILT_IN = Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_]*)\\.call\\((.*)\\)\\s*",
            Pattern.DOTALL);
    private static final Pattern ARGUMENT = Pattern
            .compile("\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|[^,\"]+)\\s*(?:,|$)",
                    Pattern.DOTALL);
    private static final Pattern FENCED = Pattern.compile("\\s*(\\S+)\\s*```(?:json)?\\s*(.*?)\\s*```\\s*",
            Pattern.DOTALL);

    private CallReader() {
    }

    /** One call or a list of them, as JSON. */
    static List<ToolCall> json(String text) {
        JsonNode node = parse(text);
        List<ToolCall> calls = new ArrayList<>();
        if (node == null) {
            return calls;
        }
        for (JsonNode one : node.isArray() ? node : List.of(node)) {
            JsonNode call = one.path("function").isObject() ? one.path("function") : one;
            JsonNode name = call.path("name");
            JsonNode given = call.has("arguments") ? call.path("arguments") : call.path("parameters");
            ToolCall made = name.isTextual() ? of(name.textValue(), given) : null;
            if (made == null) {
                return List.of();
            }
            calls.add(made);
        }
        return calls;
    }

    /** A call of a known tool with its arguments as JSON. */
    static List<ToolCall> named(String name, String arguments) {
        JsonNode node = arguments.isBlank() ? JSON.createObjectNode() : parse(arguments);
        ToolCall made = node == null || name.isBlank() ? null : of(name.strip(), node);
        return made == null ? List.of() : List.of(made);
    }

    /**
     * {@code <function=name><parameter=key>value</parameter>...</function>}. Values that are JSON are taken as such, unless the
     * parameter is a text.
     */
    static List<ToolCall> functions(String text, TextParameters texts) {
        List<ToolCall> calls = new ArrayList<>();
        for (String part : text.split("(?=<function=)", -1)) {
            Matcher function = FUNCTION.matcher(part);
            if (part.isBlank()) {
                continue;
            }
            if (!function.matches()) {
                return List.of();
            }
            if (function.group(2).strip().startsWith("{")) {
                calls.addAll(named(function.group(1), function.group(2)));
                continue;
            }
            ObjectNode arguments = JSON.createObjectNode();
            Matcher parameter = PARAMETER.matcher(function.group(2));
            int at = 0;
            while (at < function.group(2).length() && parameter.find(at) && parameter.start() == at) {
                String given = inner(parameter.group(2));
                arguments.set(parameter.group(1), texts.has(function.group(1), parameter.group(1))
                        ? TextNode.valueOf(given)
                        : value(given));
                at = parameter.end();
            }
            if (!function.group(2).substring(at).isBlank()) {
                return List.of();
            }
            calls.add(new ToolCall(function.group(1), arguments.toString()));
        }
        return calls;
    }

    /** Without the line ends around it. */
    private static String inner(String text) {
        String inner = text.startsWith("\n") ? text.substring(1) : text;
        return inner.endsWith("\n") ? inner.substring(0, inner.length() - 1) : inner;
    }

    private static JsonNode value(String text) {
        JsonNode json = parse(text);
        return json == null || json.isTextual() ? TextNode.valueOf(text) : json;
    }

    /** What follows {@code [TOOL_CALLS]}: a list, or a name and its arguments. */
    static List<ToolCall> mistral(String header, String json) {
        if (header.isBlank()) {
            return json(json);
        }
        int mark = header.indexOf('[');
        return named(mark < 0 ? header : header.substring(0, mark), json);
    }

    /** Both DeepSeek forms. */
    static List<ToolCall> deepseek(String text) {
        int mark = text.indexOf(ReplyFormat.DEEPSEEK_SEPARATOR);
        if (mark < 0) {
            return List.of();
        }
        String left = text.substring(0, mark).strip();
        String right = text.substring(mark + ReplyFormat.DEEPSEEK_SEPARATOR.length());
        Matcher fenced = FENCED.matcher(right);
        return fenced.matches() ? named(fenced.group(1), fenced.group(2)) : named(left, right);
    }

    /** What follows {@code <|python_tag|>}: calls as JSON, a built-in tool, or code for the tool {@code python}. */
    static List<ToolCall> pythonTag(String text) {
        List<ToolCall> calls = several(text);
        if (!calls.isEmpty() || text.isBlank()) {
            return calls;
        }
        Matcher builtIn = BUILT_IN.matcher(text);
        ObjectNode arguments = JSON.createObjectNode();
        if (builtIn.matches()) {
            Matcher argument = ARGUMENT.matcher(builtIn.group(2));
            int at = 0;
            while (at < builtIn.group(2).length() && argument.find(at) && argument.start() == at) {
                arguments.set(argument.group(1), value(inner(argument.group(2))));
                JsonNode quoted = parse(argument.group(2));
                if (quoted != null) {
                    arguments.set(argument.group(1), quoted);
                }
                at = argument.end();
            }
            if (builtIn.group(2).substring(at).isBlank()) {
                return List.of(new ToolCall(builtIn.group(1), arguments.toString()));
            }
        }
        return List.of(new ToolCall("python", JSON.createObjectNode().put("code", text.strip()).toString()));
    }

    /** JSON calls one after the other, with semicolons or white space between. */
    static List<ToolCall> several(String text) {
        List<ToolCall> calls = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c) || c == ';') {
                at++;
                continue;
            }
            int end = c == '{' || c == '[' ? new JsonScan(at).end(text) : -1;
            List<ToolCall> more = end < 0 ? List.of() : json(text.substring(at, end));
            if (more.isEmpty()) {
                return List.of();
            }
            calls.addAll(more);
            at = end;
        }
        return calls;
    }

    private static @Nullable ToolCall of(String name, JsonNode given) {
        JsonNode arguments = given.isTextual() ? parse(given.textValue()) : given;
        if (arguments == null || name.isBlank()) {
            return null;
        }
        if (arguments.isMissingNode() || arguments.isNull()) {
            return new ToolCall(name, "{}");
        }
        return arguments.isObject() ? new ToolCall(name, arguments.toString()) : null;
    }

    private static @Nullable JsonNode parse(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return node.isMissingNode() ? null : node;
        } catch (JsonProcessingException malformed) {
            // Not JSON: the caller decides what it is then.
            return null;
        }
    }
}
