package io.engram.inference.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.engram.inference.Constraint;
import io.engram.inference.Tokenizer;
import io.engram.inference.chat.ReplyFormat.CallForm;
import io.engram.inference.grammar.GrammarException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which form a tool call must have, once it begins: the tool's name is one of those given, and its JSON is of the tool's schema.
 * Compiled once for a set of tools. In calls in XML style, parameters are of the schema. One thread at a time.
 */
final class CallGrammars {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern NAMED = Pattern
            .compile("(?:to=functions\\.([A-Za-z0-9_.-]+)[^\\n]{0,60}<\\|message\\|>"
                    + "|\\[TOOL_CALLS\\]\\s?([A-Za-z0-9_.-]+)\\[ARGS\\]|" + ReplyFormat.DEEPSEEK_SEPARATOR
                    + "([A-Za-z0-9_.-]+)\\n```json\\n|" + ReplyFormat.DEEPSEEK_CALL + "([A-Za-z0-9_.-]+)"
                    + ReplyFormat.DEEPSEEK_SEPARATOR + ")$");

    /** A reply of Llama 3 that has decided to be a call, up to the opening quote of the name. */
    private static final Pattern BARE = Pattern.compile("\\s{0,20}\\{\\s{0,20}\"name\"\\s{0,20}:\\s{0,20}\"?");
    private static final Pattern FUNCTION = Pattern.compile("<function=([^>\\s<]{0,64})$");
    private static final Pattern FUNCTION_NAMED = Pattern.compile("<function=([^>\\s<]{1,64})>$");
    private static final Pattern RECIPIENT = Pattern.compile("to=functions\\.\\S{1,64}<\\|channel\\|>$");

    /** The group of {@link #NAMED} from which on calls have an end mark. */
    private static final int DEEPSEEK_FENCED = 3;

    private final ReplyFormat format;
    private final Tokenizer tokenizer;
    private final boolean namesFirst;
    private final Map<String, Constraint> forms = new HashMap<>();
    private @Nullable Constraint bare;
    private final Map<String, Constraint> arguments = new LinkedHashMap<>();
    private final Map<String, Constraint> byMark = new LinkedHashMap<>();

    /**
     * Compiles the schemas of some tools.
     *
     * @param namesFirst
     *            whether the family of {@code [TOOL_CALLS]} writes a name and {@code [ARGS]} after it, and no list
     * @throws GrammarException
     *             if a schema cannot be honoured
     */
    CallGrammars(ReplyFormat format, List<Tool> tools, Tokenizer tokenizer, boolean namesFirst) {
        this.format = format;
        this.tokenizer = tokenizer;
        this.namesFirst = namesFirst;
        ArrayNode calls = JSON.createArrayNode();
        String key = format.bareCalls() ? "parameters" : "arguments";
        for (Tool tool : tools) {
            ObjectNode schema = schema(tool);
            arguments.put(tool.name(), format.calls().containsKey("<function=")
                    ? Constraint.ofXmlParameters(schema.toString())
                    : Constraint.ofJsonSchema(schema.toString()));
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
        bare = format.bareCalls() ? Constraint.ofJsonSchema(one.toString()) : null;
        format.calls().forEach((mark, form) -> {
            boolean many = (form == CallForm.MISTRAL && !namesFirst) || mark.equals("<|tool_call|>");
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

    /**
     * How text goes on.
     *
     * @param form
     *            its form
     * @param begun
     *            how much of it is there already
     * @param marks
     *            tokens of which one comes when it is whole; without any, it is over then
     * @param then
     *            what comes when it is over; null if anything may
     */
    record Hold(Constraint form, String begun, List<Integer> marks, @Nullable Hold then) {
        static Hold of(Constraint form, String begun) {
            return new Hold(form, begun, List.of(), null);
        }
    }

    /**
     * The form of what follows, or null if it may be anything.
     *
     * @param text
     *            the end of the answer so far
     * @param whole
     *            whether that is all of it
     */
    @Nullable
    Hold after(String text, boolean whole) {
        if (arguments.isEmpty()) {
            return null;
        }
        if (whole && format.bareCalls() && bare != null && BARE.matcher(text).matches()) {
            return Hold.of(bare, text.stripLeading());
        }
        for (Map.Entry<String, Constraint> e : byMark.entrySet()) {
            if (text.endsWith(e.getKey()) && !(e.getKey().equals("[TOOL_CALLS]") && text.contains("[ARGS]"))) {
                return Hold.of(e.getValue(), "");
            }
        }
        Matcher named = NAMED.matcher(text);
        if (named.find()) {
            for (int group = 1; group <= named.groupCount(); group++) {
                Constraint form = named.group(group) == null ? null : arguments.get(named.group(group));
                if (form != null) {
                    return new Hold(form, "", List.of(), group < DEEPSEEK_FENCED
                            ? null
                            : hold(group == DEEPSEEK_FENCED ? "\"\\n```\"" : "\"\"", "",
                                    ReplyFormat.DEEPSEEK_CALL_END));
                }
            }
        }
        return header(text, whole);
    }

    /** The forms in which a name comes before the JSON. */
    private @Nullable Hold header(String text, boolean whole) {
        if (format.harmony()) {
            if ((whole && text.isEmpty()) || text.endsWith("<|start|>assistant")) {
                return hold("(\" to=functions.\" name)?", "", "<|channel|>");
            }
            if (text.endsWith("<|channel|>")) {
                boolean called = RECIPIENT.matcher(text).find();
                return hold(called
                        ? "\"commentary\" \" \"? \"json\"?"
                        : "\"analysis\" | \"final\" | \"commentary\" (\" to=functions.\" name \" \"?)?", "",
                        "<|message|>", "<|constrain|>");
            }
            return text.endsWith("<|constrain|>") ? hold("\"json\"", "", "<|message|>") : null;
        }
        if (format.calls().containsValue(CallForm.DEEPSEEK)) {
            if (text.endsWith(ReplyFormat.DEEPSEEK_CALL)) {
                return hold("\"function\" | name", "", ReplyFormat.DEEPSEEK_SEPARATOR);
            }
            return text.endsWith(ReplyFormat.DEEPSEEK_CALL + "function" + ReplyFormat.DEEPSEEK_SEPARATOR)
                    ? hold("name \"\\n```json\\n\"", "")
                    : null;
        }
        if (namesFirst && text.endsWith("[TOOL_CALLS]")) {
            return hold("name", "", "[ARGS]");
        }
        if (format.calls().containsKey("<function=")) {
            if (text.endsWith("<tool_call>")) {
                return hold("[ \\n]{0,4} \"<function=\" name \">\"", "");
            }
            Matcher function = FUNCTION_NAMED.matcher(text);
            Constraint parameters = function.find() ? arguments.get(function.group(1)) : null;
            if (parameters != null) {
                boolean tagged = text.lastIndexOf("<tool_call>") > text.lastIndexOf("</tool_call>");
                return new Hold(parameters, "", List.of(),
                        tagged ? hold("[ \\n]{0,4} \"</tool_call>\"", "") : null);
            }
            Matcher begun = FUNCTION.matcher(text);
            return begun.find() ? hold("name \">\"", begun.group(1)) : null;
        }
        return null;
    }

    /** A form in GBNF over the tools' names and then one of some marks, by token where the vocabulary has them all. */
    private Hold hold(String body, String begun, String... marks) {
        List<Integer> ids = new ArrayList<>();
        for (String mark : marks) {
            tokenizer.idOf(mark).ifPresent(ids::add);
        }
        boolean tokens = ids.size() == marks.length;
        String end = tokens
                ? ""
                : " (" + String.join(" | ", Stream.of(marks).map(CallGrammars::literal).toList()) + ")";
        String names = String.join(" | ", arguments.keySet().stream().map(CallGrammars::literal).toList());
        Constraint form = forms.computeIfAbsent(body + end,
                b -> Constraint.ofGrammar("root ::= (" + body + ")" + end + "\nname ::= " + names + "\n"));
        return new Hold(form, begun, tokens ? ids : List.of(), null);
    }

    private static String literal(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> out.append("\\U%08x".formatted(c)));
        return out.append('"').toString();
    }

    /**
     * What a reply that must be a call starts with, after which {@link #after} gives its form.
     *
     * @param followsThinking
     *            whether thinking came before
     */
    String opening(boolean followsThinking) {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("calls: expected at least one tool, to require a call");
        }
        if (format.harmony()) {
            return (followsThinking ? "<|start|>assistant" : "") + "<|channel|>commentary to=functions.";
        }
        for (Map.Entry<String, CallForm> e : format.calls().entrySet()) {
            switch (e.getValue()) {
                case DEEPSEEK -> {
                    return ReplyFormat.DEEPSEEK_CALLS + ReplyFormat.DEEPSEEK_CALL;
                }
                case FUNCTION -> {
                    return format.calls().containsKey("<tool_call>") ? "<tool_call>\n<function=" : "<function=";
                }
                case MISTRAL, PYTHON_TAG -> {
                    return e.getKey();
                }
                case TAGGED -> {
                    if (byMark.containsKey(e.getKey())) {
                        return e.getKey();
                    }
                }
            }
        }
        throw new IllegalArgumentException("calls: expected a model that writes calls in a known way, to require one");
    }
}
