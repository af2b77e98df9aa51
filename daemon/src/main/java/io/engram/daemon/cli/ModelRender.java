package io.engram.daemon.cli;

import io.engram.inference.chat.ChatTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code engram model render}: messages to the prompt that a model's chat template makes of them. */
@Command(name = "render", sortOptions = false, optionListHeading = "%nOptions:%n", description = {
        "Prints the prompt that a chat template makes of some messages, nothing added."})
final class ModelRender implements Callable<Integer> {
    @Option(names = "--template", required = true, paramLabel = "FILE", description = "A Jinja chat template.")
    private Path template = Path.of("");

    @Option(names = "--messages", required = true, paramLabel = "FILE", description = "A JSON array of messages with role and content.")
    private Path messages = Path.of("");

    @Option(names = "--tools", paramLabel = "FILE", description = "A JSON array of tools, as functions with a JSON schema.")
    private @Nullable Path tools;

    @Option(names = "--add-generation-prompt", description = "End with the start of the model's reply.")
    private boolean addGenerationPrompt;

    @Option(names = "--var", paramLabel = "NAME=VALUE", description = {
            "A variable of the template, such as bos_token=<s> or enable_thinking=false; true, false, none and numbers are",
            "values, all else is text. May be given more than once."})
    private Map<String, String> variables = new LinkedHashMap<>();

    private final CommandIo io;

    ModelRender(CommandIo io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException {
        ChatTemplate chat = ChatTemplate.of(Files.readString(template));
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("messages", Json.plain(Dialogue.array(messages, "messages")));
        values.put("tools", tools == null ? null : Json.plain(Dialogue.array(tools, "tools")));
        values.put("add_generation_prompt", addGenerationPrompt);
        variables.forEach((name, text) -> values.put(name, value(text)));
        io.out().print(chat.render(values));
        io.out().flush();
        return EngramCommand.DONE;
    }

    /** What a Python caller would have passed: a word that is a value, a number, or text. */
    private static @Nullable Object value(String text) {
        return switch (text) {
            case "true", "True" -> true;
            case "false", "False" -> false;
            case "none", "None", "null" -> null;
            default -> {
                if (text.matches("-?(0|[1-9][0-9]{0,17})"))
                    yield Long.valueOf(text);
                yield text.matches("-?(0|[1-9][0-9]{0,17})\\.[0-9]{1,17}") ? (Object) Double.valueOf(text) : text;
            }
        };
    }
}
