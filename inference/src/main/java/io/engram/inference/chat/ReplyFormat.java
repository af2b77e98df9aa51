package io.engram.inference.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How replies of a model family are written, known from the marks in its template.
 *
 * @param harmony
 *            whether replies are messages on channels (gpt-oss)
 * @param thinkStart
 *            mark before thinking; null for families that do not think
 * @param thinkEnd
 *            mark after thinking
 * @param calls
 *            mark that starts a tool call → how the call is written
 * @param bareCalls
 *            whether a reply that starts with a JSON object may be a tool call (Llama 3)
 * @param dropped
 *            marks that say nothing by themselves
 * @param ends
 *            marks that end a reply
 */
record ReplyFormat(boolean harmony, @Nullable String thinkStart, @Nullable String thinkEnd, Map<String, CallForm> calls,
        boolean bareCalls, List<String> dropped, List<String> ends) {
    /** How a tool call is written after its mark. */
    enum CallForm {
        /** JSON, or a function in XML style, up to {@code </tool_call>}, which may be missing after JSON. */
        TAGGED,
        /** {@code <function=name><parameter=key>value</parameter></function>}, of which the mark is the start. */
        FUNCTION,
        /** A list of calls, or {@code name[ARGS]{...}}. */
        MISTRAL,
        /** {@code function<sep>name}, a fenced JSON object; or {@code name<sep>{...}}; up to the end mark. */
        DEEPSEEK,
        /** JSON, {@code tool.call(key="value")} or code, up to the end of the reply. */
        PYTHON_TAG
    }

    static final String DEEPSEEK_CALL = "<\uff5ctool\u2581call\u2581begin\uff5c>";
    static final String DEEPSEEK_CALL_END = "<\uff5ctool\u2581call\u2581end\uff5c>";
    static final String DEEPSEEK_SEPARATOR = "<\uff5ctool\u2581sep\uff5c>";
    static final String DEEPSEEK_CALLS = "<\uff5ctool\u2581calls\u2581begin\uff5c>";
    private static final String DEEPSEEK_CALLS_END = "<\uff5ctool\u2581calls\u2581end\uff5c>";
    private static final String DEEPSEEK_END = "<\uff5cend\u2581of\u2581sentence\uff5c>";
    private static final String[][] THINKING = {{"<think>", "</think>"}, {"[THINK]", "[/THINK]"},
            {"<seed:think>", "</seed:think>"}, {"<|START_THINKING|>", "<|END_THINKING|>"}};

    /** The form of replies of the family that a template belongs to. */
    static ReplyFormat of(String template) {
        if (template.contains("<|channel|>") && template.contains("<|message|>")) {
            return new ReplyFormat(true, null, null, Map.of(), false, List.of(), List.of("<|return|>"));
        }
        String start = null;
        String end = null;
        for (String[] pair : THINKING) {
            if (start == null && (template.contains(pair[1]) || template.contains(pair[0]))) {
                start = pair[0];
                end = pair[1];
            }
        }
        Map<String, CallForm> calls = new LinkedHashMap<>();
        boolean granite = template.contains("<|start_of_role|>");
        boolean llama = template.contains("<|start_header_id|>");
        boolean mistral = template.contains("[INST]");
        boolean deepseek = template.contains("\uff5c>");
        if (template.contains("<tool_call>") || granite) {
            calls.put("<tool_call>", CallForm.TAGGED);
        }
        if (template.contains("<|tool_call|>") || granite) {
            calls.put("<|tool_call|>", CallForm.TAGGED);
        }
        if (template.contains("<function=")) {
            calls.put("<function=", CallForm.FUNCTION);
        }
        if (template.contains("[TOOL_CALLS]")) {
            calls.put("[TOOL_CALLS]", CallForm.MISTRAL);
        }
        if (template.contains(DEEPSEEK_CALL)) {
            calls.put(DEEPSEEK_CALL, CallForm.DEEPSEEK);
        }
        if (llama) {
            calls.put("<|python_tag|>", CallForm.PYTHON_TAG);
        }
        List<String> dropped = new ArrayList<>();
        if (template.contains("<response>")) {
            dropped.addAll(List.of("<response>", "</response>"));
        }
        if (deepseek) {
            dropped.addAll(List.of(DEEPSEEK_CALLS, DEEPSEEK_CALLS_END));
        }
        List<String> ends = new ArrayList<>();
        add(ends, "<|im_end|>", template.contains("<|im_end|>"));
        add(ends, "<|endoftext|>", template.contains("<|im_end|>") || template.contains("<|endoftext|>"));
        add(ends, "<|eot_id|>", llama);
        add(ends, "<|eom_id|>", llama);
        add(ends, "<|end_of_text|>", granite || llama);
        add(ends, "</s>", mistral);
        add(ends, DEEPSEEK_END, deepseek);
        add(ends, "<|end|>", template.contains("<|end|>"));
        return new ReplyFormat(false, start, end, calls, llama && template.contains("parameters"), dropped, ends);
    }

    private static void add(List<String> list, String mark, boolean wanted) {
        if (wanted) {
            list.add(mark);
        }
    }
}
