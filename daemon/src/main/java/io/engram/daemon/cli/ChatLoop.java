package io.engram.daemon.cli;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.engram.agent.learning.AdapterShelf;
import io.engram.agent.talk.Effort;
import io.engram.agent.talk.Source;
import io.engram.agent.talk.Talk;
import io.engram.agent.talk.TalkListener;
import io.engram.agent.talk.Timing;
import io.engram.agent.talk.ToolStep;
import io.engram.agent.talk.Turn;
import io.engram.memory.AgentMemory;
import io.engram.memory.MemoryException;
import io.engram.memory.MemoryStats;
import io.engram.memory.forgetting.ForgetReport;
import io.engram.memory.forgetting.ForgetRequest;
import io.engram.memory.semantic.Fact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The lines of a conversation, one after another: messages and commands. Only a typed line can be a command. */
final class ChatLoop {
    private static final int LISTED = 10;

    private final CommandIo io;
    private final LineReading lines;
    private final Talk talk;
    private final AgentMemory memory;
    private final AdapterShelf shelf;
    private final boolean json;
    private final double startMillis;
    private @Nullable Turn last;
    private @Nullable ForgetRequest asked;
    private boolean first = true;

    /** @param startMillis from the start of the process until it could read a line */
    ChatLoop(CommandIo io, LineReading lines, Talk talk, AgentMemory memory, AdapterShelf shelf, boolean json,
            double startMillis) {
        this.io = io;
        this.lines = lines;
        this.talk = talk;
        this.memory = memory;
        this.shelf = shelf;
        this.json = json;
        this.startMillis = startMillis;
    }

    /** The shape of {@code --json}, one a turn; {@code start_to_first_token_ms} only of the first. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Report(String message, String intent, long episode, String reply, String thinking, List<Note> notes,
            List<Note> sources, List<ToolStep> tools, List<String> facts, boolean interrupted, Timing timing,
            @Nullable Double startToFirstTokenMs) {
        /** A note of the prompt. */
        @JsonNaming(SnakeCaseStrategy.class)
        record Note(int number, long episode, String date, String speaker, String text) {
            static Note of(Source s) {
                return new Note(s.number(), s.episode(), s.date().toString(), s.speaker(), s.text());
            }
        }

        static Report of(Turn t, @Nullable Double startToFirstTokenMs) {
            return new Report(t.message(), t.intent().name().toLowerCase(Locale.ROOT), t.episode(), t.reply(),
                    t.thinking(), t.notes().stream().map(Note::of).toList(),
                    t.sources().stream().map(Note::of).toList(), t.tools(), t.facts().stream().map(Fact::text).toList(),
                    t.interrupted(), t.timing(), startToFirstTokenMs);
        }
    }

    /** Until the end of input or {@code /quit}. */
    void run() {
        if (lines.interactive()) {
            MemoryStats stats = memory.stats();
            print(io.style().dim("Engram, speaking with " + talk.speaker() + ". It remembers " + stats.episodes()
                    + " things that were said. Simple English works best; /help lists the commands."));
        }
        while (true) {
            talk.reminders().forEach(r -> print("Reminder: " + r));
            String line = lines.next();
            if (line == null)
                return;
            if (line.isBlank())
                continue;
            try {
                boolean command = line.startsWith("/") && line.indexOf('\n') < 0;
                if (command && !command(line.strip()))
                    return;
                if (!command)
                    say(line);
            } catch (IllegalArgumentException | UsageException | MemoryException | UncheckedIOException refused) {
                complain(refused);
            }
        }
    }

    private void complain(Throwable refused) {
        io.out().flush();
        io.err().println(Failures.line(refused));
        io.err().flush();
    }

    // ---- messages

    private void say(String line) {
        asked = null;
        lines.onInterrupt(talk::interrupt);
        Turn turn;
        try {
            turn = talk.say(line, json ? new TalkListener() {
            } : new Live());
        } finally {
            lines.quiet();
        }
        last = turn;
        Double sinceStart = first ? startMillis + turn.timing().firstTokenMillis() : null;
        first = false;
        if (json) {
            io.json(Report.of(turn, sinceStart));
            return;
        }
        io.out().println();
        if (turn.interrupted())
            print(io.style().dim("(interrupted)"));
        for (Source source : turn.sources())
            print(io.style().dim("  " + line(source)));
    }

    /** Prints a turn as it comes: calls of tools and the reply. */
    private final class Live implements TalkListener {
        @Override
        public void text(String piece) {
            io.out().print(safe(piece));
            io.out().flush();
        }

        @Override
        public void tool(ToolStep step) {
            print(io.style().dim("  " + safe(call(step))));
        }
    }

    private static String call(ToolStep step) {
        return step.tool() + " " + step.arguments() + " → " + (step.failed() ? "failed: " : "") + step.result();
    }

    private static String line(Source s) {
        return "[" + (s.number() == 0 ? "found" : s.number()) + "] " + s.date() + " " + safe(s.speaker()) + ": "
                + safe(s.text()) + " (episode " + s.episode() + ")";
    }

    /** Text of models, tools and memory without what could steer a terminal. */
    private static String safe(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "");
    }

    private void print(String line) {
        io.out().println(line);
        io.out().flush();
    }

    // ---- commands

    /** Carries one out; false to end. */
    private boolean command(String line) {
        int space = line.indexOf(' ');
        String name = space < 0 ? line : line.substring(0, space);
        String rest = space < 0 ? "" : line.substring(space + 1).strip();
        if (!name.equals("/yes") && !name.equals("/forget"))
            asked = null;
        switch (name) {
            case "/quit", "/exit" -> {
                return false;
            }
            case "/help" ->
                io.lines(List.of("/why             how the last reply came about: notes, thinking, tools, time",
                        "/memory [WORDS]  what is remembered, of everything or of these words",
                        "/thinking LEVEL  how long it may think: off, low, medium or high (now " + talk.effort().word()
                                + ")",
                        "/forget WORDS    forgets for good what holds these words, after /yes; #12 for episode 12",
                        "/quit            ends; what was told stays remembered"));
            case "/why" -> why();
            case "/memory" -> remembered(rest);
            case "/thinking" -> {
                if (!rest.isEmpty())
                    talk.think(Effort.parse(rest));
                print("thinking: " + talk.effort().word());
            }
            case "/forget" -> forget(rest);
            case "/yes" -> forgotten();
            default -> throw new UsageException(
                    name + ": expected /help, /why, /memory, /thinking, /forget, /yes or /quit");
        }
        return true;
    }

    private void why() {
        Turn turn = last;
        if (turn == null) {
            print("There was no turn yet.");
            return;
        }
        List<String> out = new ArrayList<>();
        out.add("taken for  " + turn.intent().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + ", remembered as episode " + turn.episode());
        for (Source note : turn.notes())
            out.add("note       " + line(note));
        if (!turn.thinking().isEmpty())
            turn.thinking().lines().forEach(l -> out.add("thought    " + safe(l)));
        for (ToolStep step : turn.tools())
            out.add("tool       " + safe(call(step)));
        for (Source source : turn.sources())
            out.add("rests on   " + line(source));
        for (int number : turn.unresolved())
            out.add("rests on   [" + number + "], which no note has");
        for (Fact fact : turn.facts())
            out.add("learned    " + safe(fact.text()));
        Timing t = turn.timing();
        out.add(String.format(Locale.ROOT,
                "took       %.0f ms to the first token (%.0f of recall), %.0f to the first word, %.0f in all", t
                        .firstTokenMillis(),
                t.recallMillis(), t.firstTextMillis(), t.millis()));
        out.add(String.format(Locale.ROOT,
                "tokens     %d of prompt (%d kept), %d of thinking, %d of answer, %.0f a second",
                t.promptTokens(), t.keptTokens(), t.thinkingTokens(), t.answerTokens(), t.tokensPerSecond()));
        io.lines(out);
    }

    private void remembered(String words) {
        MemoryStats stats = memory.stats();
        if (words.isEmpty()) {
            print(stats.episodes() + " episodes, " + stats.facts() + " facts; what holds now, newest last:");
            List<Fact> facts = memory.semantic().facts();
            for (Fact fact : facts.subList(Math.max(0, facts.size() - LISTED), facts.size()))
                print("  " + safe(fact.text())
                        + io.style().dim(" (fact " + fact.id() + ", episodes " + fact.episodes() + ")"));
            return;
        }
        List<Source> found = talk.remembered(words, LISTED);
        if (found.isEmpty())
            print("Nothing is remembered of this.");
        found.forEach(s -> print("  " + line(s)));
    }

    private void forget(String what) {
        if (what.isEmpty())
            throw new UsageException("/forget: expected words, or #12 for episode 12");
        ForgetRequest request = request(what);
        ForgetReport report = talk.wouldForget(request);
        if (report.items().isEmpty()) {
            print("Nothing is remembered of this.");
            return;
        }
        for (ForgetReport.Item item : report.items())
            print("  " + item.kind() + " " + item.id() + (item.text().isEmpty() ? "" : ": " + safe(item.text())));
        print("/yes forgets these " + report.items().size() + " for good.");
        asked = request;
    }

    private static ForgetRequest request(String what) {
        if (!what.startsWith("#"))
            return ForgetRequest.nothing().matching(what).withSimilarity(1);
        Set<Long> ids = new TreeSet<>();
        for (String id : what.split("[ ,]+", -1)) {
            try {
                ids.add(Long.parseLong(id.startsWith("#") ? id.substring(1) : id));
            } catch (NumberFormatException noId) {
                throw new UsageException("/forget: expected words, or #12 for episode 12, received " + id);
            }
        }
        return ForgetRequest.nothing().withIds(ids);
    }

    private void forgotten() {
        ForgetRequest request = Optional.ofNullable(asked)
                .orElseThrow(() -> new UsageException("/yes: expected a /forget just before"));
        asked = null;
        last = null;
        ForgetReport report = talk.forget(request);
        lines.forgetHistory();
        dropWhatWasLearned();
        print(report.items().size() + " records are forgotten.");
    }

    /** What was forgotten is not known by heart either, from this turn on. */
    private void dropWhatWasLearned() {
        try {
            if (shelf.dropStale(memory, Instant.now()) > 0)
                talk.speakPlainly();
        } catch (IOException failed) {
            talk.speakPlainly();
            throw new UncheckedIOException(failed);
        }
    }
}
