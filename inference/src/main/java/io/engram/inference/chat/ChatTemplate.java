package io.engram.inference.chat;

import io.engram.inference.jinja.Rendered;
import io.engram.inference.jinja.Template;
import io.engram.inference.jinja.TemplateException;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A model's own way to write a dialogue: its Jinja template, and the form of its replies. Immutable; may be shared. */
public final class ChatTemplate {
    private final String source;
    private final Template template;
    private final ReplyFormat format;
    private final Supplier<ZonedDateTime> clock;

    private ChatTemplate(String source, Template template, ReplyFormat format, Supplier<ZonedDateTime> clock) {
        this.source = source;
        this.template = template;
        this.format = format;
        this.clock = clock;
    }

    /**
     * Parses a template, which will tell the time of the system's clock.
     *
     * @throws TemplateException
     *             if it is none
     */
    public static ChatTemplate of(String source) {
        return of(source, ZonedDateTime::now);
    }

    /** Parses a template that tells the time of a given clock. */
    public static ChatTemplate of(String source, Supplier<ZonedDateTime> clock) {
        return new ChatTemplate(source, Template.parse(source), ReplyFormat.of(source), clock);
    }

    /**
     * Renders with the template's own variables, usually {@code messages, tools, add_generation_prompt, bos_token, eos_token}
     * and what else its family knows. As in the transformers library, {@code tools} and {@code documents} are none where they
     * are not given.
     *
     * @throws TemplateException
     *             if the template refuses the messages or goes beyond a bound
     */
    public String render(Map<String, ? extends @Nullable Object> variables) {
        return template.render(complete(variables), clock);
    }

    /** The same, and which of its characters the variables brought in. */
    Rendered renderTracked(Map<String, ? extends @Nullable Object> variables) {
        return template.renderTracked(complete(variables), clock);
    }

    private static Map<String, @Nullable Object> complete(Map<String, ? extends @Nullable Object> variables) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("tools", null);
        all.put("documents", null);
        all.put("add_generation_prompt", false);
        all.putAll(variables);
        return all;
    }

    /** Whether the template's own text has this spelling, so that it may mean something to the model. */
    boolean spells(String text) {
        return source.contains(text);
    }

    /** Whether the start of a reply that these variables lead to is already inside thinking. */
    public boolean opensThinking(Map<String, ? extends @Nullable Object> variables) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(variables);
        all.put("messages", List.of(Map.of("role", "user", "content", "Hi")));
        all.put("add_generation_prompt", true);
        try {
            return insideThinking(render(all));
        } catch (TemplateException refused) {
            // A template that wants other messages says nothing about its thinking.
            return false;
        }
    }

    /** Whether a prompt ends inside thinking. */
    boolean insideThinking(String prompt) {
        return format.thinkStart() != null && prompt.stripTrailing().endsWith(format.thinkStart());
    }

    ReplyFormat format() {
        return format;
    }

    /** A parser of one reply to a prompt that ends outside or inside thinking. */
    public ReplyParser replyParser(boolean insideThinking, Consumer<ReplyEvent> events) {
        return replyParser(insideThinking, List.of(), events);
    }

    /**
     * A parser of one reply that may call these tools: values that a call gives without quotes are texts where the tool's schema
     * says {@code string}.
     */
    public ReplyParser replyParser(boolean insideThinking, List<Tool> tools, Consumer<ReplyEvent> events) {
        return new ReplyParser(format, insideThinking, new TextParameters(tools), events);
    }

    /**
     * A whole reply taken apart. It counts as begun inside thinking if the template opens thinking, or if thinking ends in it
     * without having started.
     */
    public Reply parse(String raw) {
        boolean inside = opensThinking(Map.of());
        if (format.thinkStart() != null && format.thinkEnd() != null) {
            int end = raw.indexOf(format.thinkEnd());
            int start = raw.indexOf(format.thinkStart());
            inside |= end >= 0 && (start < 0 || start > end);
        }
        ReplyParser parser = replyParser(inside, event -> {
        });
        parser.push(raw);
        return parser.finish();
    }
}
