package io.engram.daemon.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.engram.inference.chat.ChatTemplate;
import io.engram.inference.chat.Reply;
import io.engram.inference.chat.ToolCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code engram model parse}: a raw reply to text, thinking and tool calls. */
@Command(name = "parse", sortOptions = false, optionListHeading = "%nOptions:%n", description = {
        "Reads a model's raw reply on standard input and prints its text, thinking and tool calls as JSON."})
final class ModelParse implements Callable<Integer> {
    @Option(names = "--template", required = true, paramLabel = "FILE", description = "The model's Jinja chat template, which tells how its replies are written.")
    private Path template = Path.of("");

    private final CommandIo io;

    ModelParse(CommandIo io) {
        this.io = io;
    }

    /** The shape of the output. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Parsed(String text, String thinking, List<Call> toolCalls) {
        static Parsed of(Reply reply) {
            return new Parsed(reply.text(), reply.thinking(), reply.toolCalls().stream().map(Call::of).toList());
        }
    }

    /** One tool call; its arguments are an object. */
    record Call(String name, JsonNode arguments) {
        static Call of(ToolCall call) {
            return new Call(call.name(), Json.parse(call.arguments(), call.name(), "a JSON object"));
        }
    }

    @Override
    public Integer call() throws IOException {
        ChatTemplate chat = ChatTemplate.of(Files.readString(template));
        io.json(Parsed.of(chat.parse(io.readText())));
        return EngramCommand.DONE;
    }
}
