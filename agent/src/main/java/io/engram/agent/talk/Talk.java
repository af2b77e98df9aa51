package io.engram.agent.talk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.engram.agent.tool.Permissions;
import io.engram.agent.tool.ToolCall;
import io.engram.agent.tool.ToolException;
import io.engram.agent.tool.ToolRunner;
import io.engram.agent.tool.ToolSpec;
import io.engram.agent.tool.Toolbox;
import io.engram.inference.LanguageModel;
import io.engram.inference.ModelFormatException;
import io.engram.inference.chat.ChatResult;
import io.engram.inference.chat.Message;
import io.engram.inference.chat.Reply;
import io.engram.inference.chat.ReplyEvent;
import io.engram.inference.chat.Tool;
import io.engram.inference.layout.Layout;
import io.engram.inference.layout.Note;
import io.engram.memory.AgentMemory;
import io.engram.memory.Episode;
import io.engram.memory.forgetting.ForgetReport;
import io.engram.memory.forgetting.ForgetRequest;
import io.engram.memory.semantic.Fact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A conversation with an agent that remembers. Each turn: take the message in, see what it wants, recall notes, assemble a prompt
 * that fits the model, let it think and reply, call the tools it asks for, resolve its sources, remember, learn facts.
 *
 * <p>The model that ships is shown exactly what it was trained on: for a question the notes that memory does not know to be overtaken, for a tool the tools, and one message
 * at a time (what was said before comes back through memory). Any other model with a chat template is shown notes, tools and the
 * last turns together, with a few words on what is expected.
 *
 * <p>One thread at a time; {@link #interrupt} on any. What memory, tools or the user say is text in the prompt whatever it
 * spells.
 */
public final class Talk implements AutoCloseable {
    /** Longest message in characters; a model reads far less, see {@link #say}. */
    public static final int LONGEST_MESSAGE = 100_000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_ROUNDS = 4;
    private static final int MOST_HISTORY = 6;
    private static final int LONGEST_RESULT = 500;
    private static final int FRAME_TOKENS = 64;
    private static final int TOOL_TOKENS = 40;
    private static final int POLL_MILLIS = 20;
    private static final String CALLER = "conversation";
    private static final String PERSONA = "You are Engram, a small agent with a memory, on the user's own machine. Answer briefly,"
            + " in plain English, from the notes. After an answer give the numbers of the notes it rests on, like [2]. If"
            + " the notes do not hold the answer, say that you don't know.";

    private final Voice voice;
    private final Notebook notebook;
    private final StatedFacts reader;
    private final Path toolFolder;
    private final Clock clock;
    private final Toolbox tools;
    private final Permissions permissions;
    private final List<String> furtherTools;
    private final Deque<Message> history = new ArrayDeque<>();
    private final List<Source> foundByTool = new CopyOnWriteArrayList<>();
    private ToolRunner runner;
    private Effort effort = Effort.MEDIUM;

    Talk(Voice voice, AgentMemory memory, Path toolFolder, Clock clock, List<Object> further) {
        this.voice = voice;
        this.clock = clock;
        this.notebook = new Notebook(memory, clock);
        this.reader = new StatedFacts(voice);
        this.toolFolder = toolFolder;
        List<Object> beans = new ArrayList<>(further);
        beans.add(new ChatTools(notebook, foundByTool::add));
        this.tools = Toolbox.of(beans.toArray());
        this.permissions = new Permissions(clock);
        tools.specs().forEach(spec -> permissions.grant(new Permissions.Grant(spec.name(), spec.effect(), CALLER,
                Optional.empty())));
        this.furtherTools = further.isEmpty()
                ? List.of()
                : Toolbox.of(further.toArray()).specs().stream().map(ToolSpec::name).toList();
        this.runner = open();
    }

    private ToolRunner open() {
        return ToolRunner.open(tools, permissions, toolFolder, CALLER, clock, 4);
    }

    /**
     * Starts a conversation.
     *
     * @param model
     *            has a vocabulary and a chat template; handed over: closing this closes it
     * @param memory
     *            stays the caller's
     * @param toolFolder
     *            for the log of tool calls; used by nothing else
     * @param clock
     *            its zone is the user's
     * @param furtherTools
     *            objects with {@link io.engram.agent.tool.Tool} methods beside the built-in ones; all are granted
     * @throws IllegalArgumentException
     *             if the model has no vocabulary or template
     */
    public static Talk open(LanguageModel model, AgentMemory memory, Path toolFolder, Clock clock,
            List<Object> furtherTools) throws ModelFormatException {
        return new Talk(new ModelVoice(model, 1), memory, toolFolder, clock, furtherTools);
    }

    /** Name of the model that speaks. */
    public String speaker() {
        return voice.id();
    }

    /** Words of what the model knows by heart: it may say them though no note does. */
    public void alsoSay(Collection<String> words) {
        voice.alsoSay(words);
    }

    /** From now on the model speaks without the adapters that it was loaded with. */
    public void speakPlainly() {
        voice.speakPlainly();
    }

    /** How long it may think from now on. */
    public void think(Effort value) {
        effort = value;
    }

    /** How long it may think. */
    public Effort effort() {
        return effort;
    }

    /** Ends the running turn at its next token; what was told stays remembered. */
    public void interrupt() {
        voice.interrupt();
    }

    /** What is to be reminded of now, oldest first; each is given once. */
    public List<String> reminders() {
        return notebook.due();
    }

    /** What is remembered of a text, as notes; the most fitting first. */
    public List<Source> remembered(String text, int most) {
        return notebook.notes(text, most, false);
    }

    /**
     * One turn.
     *
     * @throws IllegalArgumentException
     *             if the message is blank or longer than the model can read; nothing was remembered then
     */
    public Turn say(String text, TalkListener listener) {
        long begin = System.nanoTime();
        String message = perceive(text);
        voice.resume();
        foundByTool.clear();
        Intent intent = Intent.of(message, furtherTools);
        boolean told = intent == Intent.STATEMENT;
        List<Source> recalled = intent.recalls() || !voice.own()
                ? notebook.notes(message, Layout.MOST_NOTES, voice.own())
                : List.of();
        double recallMillis = millis(begin);
        Episode episode = told ? notebook.told(message) : notebook.asked(message);
        List<Source> notes = fitting(recalled, message);
        Round rounds = new Round(listener, begin);
        boolean interrupted = false;
        List<Fact> facts = List.of();
        try {
            converse(rounds, intent, notes, message);
            if (told)
                facts = notebook.learn(reader.facts(episode));
        } catch (CancellationException stopped) {
            interrupted = true;
        }
        rounds.finish();
        Citations cited = Citations.of(rounds.text.toString(), message, notes);
        List<Source> sources = new ArrayList<>(cited.sources());
        sources.addAll(foundByTool);
        if (!voice.own() && !interrupted)
            keep(message, cited.text());
        return new Turn(message, intent, episode.id(), cited.text(), rounds.thinking.toString().strip(), notes, sources,
                cited.unresolved(), rounds.steps, facts, interrupted, rounds.timing(recallMillis));
    }

    /** The message in one form: composed characters, no control characters; refuses what cannot be taken. */
    private String perceive(String text) {
        if (text.length() > LONGEST_MESSAGE)
            throw new IllegalArgumentException("message: expected at most " + LONGEST_MESSAGE
                    + " characters, received " + text.length() + "; it was not remembered");
        String plain = Normalizer.normalize(text, Normalizer.Form.NFC).replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "")
                .strip();
        if (plain.isEmpty())
            throw new IllegalArgumentException("message: expected words, received none that can be read");
        int room = room() - FRAME_TOKENS - TOOL_TOKENS * tools.specs().size();
        int tokens = voice.tokens(plain);
        if (tokens > room)
            throw new IllegalArgumentException("message: expected at most " + room + " tokens for "
                    + voice.id() + " (some " + 4L * room + " characters), received " + tokens
                    + "; it was not remembered");
        return plain;
    }

    /** Tokens that a prompt may have. */
    private int room() {
        return voice.context() - voice.answerTokens() - voice.budget(effort).tokens() - FRAME_TOKENS;
    }

    /** As many notes, from the most fitting on, as the prompt has room for; in the order in which they were told, numbered by it. */
    private List<Source> fitting(List<Source> notes, String message) {
        int room = room() - FRAME_TOKENS - voice.tokens(message)
                - (voice.own() ? 0 : TOOL_TOKENS * tools.specs().size() + historyTokens() + voice.tokens(PERSONA));
        List<Source> kept = new ArrayList<>();
        for (Source note : notes) {
            room -= voice.tokens(line(note)) + 2;
            if (room < 0)
                break;
            kept.add(note);
        }
        kept.sort(Comparator.comparing(Source::date).thenComparing(Source::episode));
        return IntStream.range(0, kept.size()).mapToObj(i -> kept.get(i).numbered(i + 1)).toList();
    }

    private int historyTokens() {
        return history.stream().mapToInt(m -> voice.tokens(m.content()) + 8).sum();
    }

    private static String line(Source note) {
        return note(note).line(note.number());
    }

    private static Note note(Source source) {
        return new Note(source.date(), source.speaker(), source.text());
    }

    /** The messages before the user's, and whether tools are shown with them. */
    private List<Message> frame(Intent intent, List<Source> notes) {
        List<Note> lines = notes.stream().map(Talk::note).toList();
        if (!voice.own()) {
            List<Message> messages = new ArrayList<>();
            messages.add(Message.system(PERSONA + "\n\n" + Layout.notes(notebook.today(), lines)));
            messages.addAll(history);
            return messages;
        }
        return switch (intent) {
            case PUZZLE -> List.of();
            case CALENDAR -> List.of(Message.system(Layout.date(notebook.today())));
            case STATEMENT, QUESTION, SMALL_TALK, TOOL -> List.of(
                    Message.system(Layout.notes(notebook.today(), lines)));
        };
    }

    private List<Tool> shown(Intent intent) {
        if (voice.own() && !intent.mayCall())
            return List.of();
        return runner.granted(CALLER).stream()
                .map(spec -> new Tool(spec.name(), spec.description(), spec.schema().toString())).toList();
    }

    /** What the rounds of one turn have brought so far. */
    private static final class Round {
        private final TalkListener listener;
        private final long begin;
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder thinking = new StringBuilder();
        private final List<ToolStep> steps = new ArrayList<>();
        private double firstToken = Double.NaN;
        private double firstText = Double.NaN;
        private double replySeconds;
        private int shown;
        private int promptTokens;
        private int keptTokens;
        private int thinkingTokens;
        private int answerTokens;

        private Round(TalkListener listener, long begin) {
            this.listener = listener;
            this.begin = begin;
        }

        private void hear(ReplyEvent event) {
            switch (event) {
                case ReplyEvent.Thinking thought -> {
                    thinking.append(thought.piece());
                    listener.thinking(thought.piece());
                }
                case ReplyEvent.Text piece -> say(piece.piece());
                case ReplyEvent.Call call -> {
                }
                case ReplyEvent.Thought length -> {
                }
            }
        }

        private void say(String piece) {
            if (Double.isNaN(firstText))
                firstText = millis(begin);
            text.append(piece);
            show(Citations.sure(text));
        }

        /** The numbers of notes at the end are no text: they come as sources. */
        private void finish() {
            show(Citations.end(text));
        }

        private void show(int until) {
            if (until > shown) {
                listener.text(text.substring(shown, until));
                shown = until;
            }
        }

        private void took(ChatResult result, double startedMillis) {
            if (Double.isNaN(firstToken))
                firstToken = startedMillis + result.promptSeconds() * 1000;
            replySeconds += result.replySeconds();
            promptTokens = result.promptTokens();
            keptTokens = result.keptTokens();
            thinkingTokens += result.thinkingTokens();
            answerTokens += result.answerTokens();
        }

        private Timing timing(double recallMillis) {
            double all = millis(begin);
            int tokens = thinkingTokens + answerTokens;
            return new Timing(recallMillis, Double.isNaN(firstToken) ? all : firstToken,
                    Double.isNaN(firstText) ? all : firstText, all, promptTokens, keptTokens, thinkingTokens,
                    answerTokens, replySeconds > 0 ? tokens / replySeconds : 0);
        }
    }

    private void converse(Round round, Intent intent, List<Source> notes, String message) {
        List<Message> messages = new ArrayList<>(frame(intent, notes));
        messages.add(Message.user(message));
        List<Tool> shown = shown(intent);
        int calls = 0;
        for (int i = 0; i < MOST_ROUNDS; i++) {
            double started = millis(round.begin);
            // Where a tool is plainly asked for, the own model does not choose whether to call, only which and with what.
            boolean mustCall = voice.own() && intent == Intent.TOOL && i == 0;
            ChatResult result = voice.reply(messages, shown, mustCall || (voice.own() && i > 0) ? Effort.OFF : effort,
                    mustCall, round::hear);
            round.took(result, started);
            Reply reply = result.reply();
            if (reply.toolCalls().isEmpty())
                return;
            messages.add(
                    voice.own() ? Message.assistant(new Reply("", "", reply.toolCalls())) : Message.assistant(reply));
            for (var call : reply.toolCalls()) {
                ToolStep step = call(call.name(), call.arguments());
                round.steps.add(step);
                round.listener.tool(step);
                if (step.failed() && voice.own()) {
                    round.say("I could not do that: " + step.result());
                    return;
                }
                messages.add(Message.tool("call%05d".formatted(calls++), step.result()));
            }
        }
        round.say("I stopped after " + MOST_ROUNDS + " rounds of tool calls.");
    }

    private ToolStep call(String name, String arguments) {
        try {
            if (!(JSON.readTree(arguments) instanceof ObjectNode object))
                return new ToolStep(name, arguments, "arguments: expected a JSON object", true);
            CompletableFuture<io.engram.agent.tool.ToolResult> running = runner.call(
                    new ToolCall(name, object, CALLER, Optional.of(UUID.randomUUID().toString())));
            JsonNode value = await(running).value();
            String result = value.isTextual() ? value.textValue() : value.toString();
            return new ToolStep(name, arguments, Notebook.line(result, LONGEST_RESULT), false);
        } catch (JsonProcessingException malformed) {
            return new ToolStep(name, arguments, "arguments: expected a JSON object", true);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            return new ToolStep(name, arguments, why(cause == null ? failed : cause), true);
        }
    }

    private static String why(Throwable failure) {
        Throwable reason = failure instanceof ToolException
                && failure.getCause() instanceof IllegalArgumentException said
                        ? said
                        : failure;
        return Notebook.line(String.valueOf(reason.getMessage()), LONGEST_RESULT);
    }

    /** Waits for a tool, or for the user to give up on it. */
    private <T> T await(CompletableFuture<T> running) throws ExecutionException {
        while (true) {
            try {
                return running.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                if (voice.interrupted())
                    throw new CancellationException("interrupted");
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted");
            }
        }
    }

    private void keep(String message, String reply) {
        history.add(Message.user(message));
        history.add(Message.assistant(new Reply(reply, "", List.of())));
        while (history.size() > MOST_HISTORY || historyTokens() > room() / 3)
            history.removeFirst();
    }

    /** What {@link #forget} would remove now; changes nothing. */
    public ForgetReport wouldForget(ForgetRequest request) {
        notebook.memory().awaitEmbeddings();
        return notebook.memory().previewForget(request);
    }

    /**
     * Forgets for good, and with it what this conversation still held: its last turns and the log of tool calls. Blocks.
     */
    public ForgetReport forget(ForgetRequest request) {
        notebook.memory().awaitEmbeddings();
        ForgetReport report = notebook.memory().forget(request);
        history.clear();
        foundByTool.clear();
        runner.close();
        try (Stream<Path> files = Files.exists(toolFolder) ? Files.walk(toolFolder) : Stream.empty()) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList())
                Files.delete(file);
        } catch (IOException kept) {
            throw new UncheckedIOException(toolFolder + ": cannot be emptied", kept);
        } finally {
            runner = open();
        }
        return report;
    }

    private static double millis(long begin) {
        return (System.nanoTime() - begin) / 1e6;
    }

    @Override
    public void close() {
        runner.close();
        voice.close();
    }
}
