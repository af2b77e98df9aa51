package io.engram.agent.talk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.agent.testing.WordEmbedder;
import io.engram.agent.tool.Tool;
import io.engram.inference.chat.Message;
import io.engram.memory.AgentMemory;
import io.engram.memory.MemoryOptions;
import io.engram.memory.forgetting.ForgetRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TalkTest {
    private static final TalkListener NOBODY = new TalkListener() {
    };

    @TempDir
    private Path folder = Path.of("");
    private final ScriptedVoice voice = new ScriptedVoice();
    private Clock clock = at("2026-03-05T10:00:00Z");
    private AgentMemory memory;
    private Talk talk;

    private static Clock at(String time) {
        return Clock.fixed(Instant.parse(time), ZoneOffset.UTC);
    }

    private AgentMemory open() {
        return AgentMemory.open(MemoryOptions.of(folder.resolve("memory"), "engram", new WordEmbedder())
                .withClock(clock));
    }

    private Talk talk() {
        return new Talk(voice, memory, folder.resolve("calls"), clock, List.of(new Unruly()));
    }

    @BeforeEach
    void start() {
        memory = open();
        talk = talk();
    }

    private void again() {
        close();
        start();
    }

    @AfterEach
    void close() {
        talk.close();
        memory.close();
    }

    private Turn say(String text) {
        return talk.say(text, NOBODY);
    }

    /** Tools that do not behave. */
    public static final class Unruly {
        private final boolean stuck = !Boolean.getBoolean("engram.test.loose");

        @Tool(name = "door_break", value = "can break a door")
        public String breakDoor() {
            if (stuck)
                throw new IllegalStateException("the door is stuck");
            return "open";
        }

        @Tool(name = "door_hang", value = "can hang a door", timeoutMillis = 100)
        public String hang() throws InterruptedException {
            new CountDownLatch(1).await();
            return "";
        }
    }

    @Test
    void told_isRememberedWithItsFacts_andComesBackAsANoteAfterClosing() {
        voice.facts = "[{\"subject\":\"user\",\"relation\":\"lives in\",\"object\":\"Bern\"},"
                + "{\"subject\":\"user\",\"relation\":\"owns\",\"object\":\"castle\"}]";
        Turn told = say(voice.says("Noted. You live in Bern."), "I live in Bern.");
        assertThat(told.intent()).isEqualTo(Intent.STATEMENT);
        assertThat(voice.system()).isEqualTo("Today: Thursday 2026-03-05\nNotes: none");
        assertThat(told.facts()).as("what was not said is not learned").singleElement()
                .satisfies(f -> assertThat(f.object()).isEqualTo("Bern"))
                .satisfies(f -> assertThat(f.singleValued()).isTrue());

        clock = at("2026-03-07T10:00:00Z");
        again();
        voice.says("You live in Bern. [1]");
        Turn asked = say("Where do I live?");
        assertThat(voice.system())
                .isEqualTo("Today: Saturday 2026-03-07\nNotes:\n[1] 2026-03-05 user: I live in Bern. [1]");
        assertThat(voice.shown.getLast()).hasSize(2);
        assertThat(voice.tools).extracting(List::isEmpty).containsExactly(true, false);
        assertThat(asked.reply()).isEqualTo("You live in Bern.");
        assertThat(asked.sources()).singleElement().satisfies(s -> assertThat(s.episode()).isEqualTo(told.episode()));
        assertThat(asked.timing().tokensPerSecond()).isEqualTo(100);
    }

    private Turn say(ScriptedVoice ready, String text) {
        assertThat(ready).isSameAs(voice);
        return say(text);
    }

    @Test
    void questions_areNoNotes_andUnknownNumbersNoSources() {
        say(voice.says("I don't know."), "Where do I live?");
        Turn turn = say(voice.says("In Rome. [4]"), "Where do I live now?");
        assertThat(turn.notes()).isEmpty();
        assertThat(turn.sources()).isEmpty();
        assertThat(turn.unresolved()).containsExactly(4);
    }

    @Test
    void relationInTheQuestion_bringsNotesOfThatOther() {
        voice.facts = "[{\"subject\":\"user\",\"relation\":\"sister\",\"object\":\"Lin\"}]";
        say(voice.says("Noted."), "My sister is Lin.");
        voice.facts = "[]";
        say(voice.says("Noted."), "Lin adores ravioli.");
        for (int i = 0; i < 12; i++)
            say(voice.says("Noted."), "My friend number " + i + " has a favourite food, it is soup.");
        Turn turn = say(voice.says("x"), "What is my sister's favourite food?");
        assertThat(turn.notes()).hasSize(8).extracting(Source::text).contains("My sister is Lin.",
                "Lin adores ravioli.");
    }

    /** On one day dates cannot tell which is newer; memory can. */
    @Test
    void whatHasChanged_isNoNoteForTheOwnModel() {
        voice.facts = "[{\"subject\":\"user\",\"relation\":\"favourite food\",\"object\":\"soup\"}]";
        say(voice.says("Noted."), "My favourite food is soup.");
        voice.facts = "[{\"subject\":\"user\",\"relation\":\"favourite food\",\"object\":\"rice\"}]";
        say(voice.says("Noted."), "My favourite food is now rice.");
        Turn turn = say(voice.says("x"), "What is my favourite food?");
        assertThat(turn.notes()).extracting(Source::text).containsExactly("My favourite food is now rice.");
        assertThat(talk.remembered("favourite food", 8)).hasSize(2);
    }

    /** The last of two that disagree is what holds, so the order must not be that of how well they fit. */
    @Test
    void notes_comeInTheOrderInWhichTheyWereTold() {
        say(voice.says("Noted."), "My favourite food is soup.");
        say(voice.says("Noted."), "I like rice.");
        clock = at("2026-03-07T10:00:00Z");
        again();
        say(voice.says("Noted."), "My favourite food is rice with soup.");
        say(voice.says("x"), "What is my favourite food?");
        assertThat(voice.system()).endsWith("""
                [1] 2026-03-05 user: My favourite food is soup. [1]
                [2] 2026-03-05 user: I like rice. [2]
                [3] 2026-03-07 user: My favourite food is rice with soup. [3]""");
    }

    @Test
    void sourceThatHasNoWordOfTheAnswer_isReplacedByTheOneThatHas() {
        say(voice.says("Noted."), "Lin likes ravioli.");
        say(voice.says("Noted."), "I live in Bern.");
        Turn turn = say(voice.says("You live in Bern. [1][2][9]"), "Where do I live?");
        assertThat(turn.notes()).hasSize(2);
        assertThat(turn.sources()).extracting(Source::text).containsExactly("I live in Bern.");
        assertThat(turn.unresolved()).containsExactly(9);
        assertThat(turn.reply()).isEqualTo("You live in Bern.");
    }

    @Test
    void numbersAtTheEnd_areNotShownAsText() {
        StringBuilder shown = new StringBuilder();
        Citations cited = Citations.of("In [3] places [1", "Where?", List.of());
        assertThat(cited.text()).isEqualTo("In [3] places [1");
        for (String reply : List.of("You live in Bern. [1][2] ", "Plain", "In [3] places [1", "A [12] b")) {
            shown.setLength(0);
            int until = 0;
            for (int i = 1; i <= reply.length(); i++) {
                int sure = Citations.sure(reply.substring(0, i));
                if (sure > until) {
                    shown.append(reply, until, sure);
                    until = sure;
                }
            }
            shown.append(reply, until, Math.max(until, Citations.end(reply)));
            assertThat(shown.toString()).isEqualTo(reply.replaceAll("( ?\\[\\d+])+ $", ""));
        }
    }

    @Test
    void toolLoop_resultGoesBackToTheModel() {
        voice.calls("calculator", "{\"expression\": \"17 * 23\"}").says("The result is 391.");
        Turn turn = say("What is 17 times 23?");
        assertThat(voice.tools.getFirst()).extracting(io.engram.inference.chat.Tool::name).contains("clock",
                "calculator",
                "note_write", "reminder_set", "memory_search");
        assertThat(voice.shown.getLast().getLast()).extracting(Message::role, Message::content)
                .containsExactly("tool", "391");
        assertThat(turn.reply()).isEqualTo("The result is 391.");
        assertThat(voice.required).containsExactly(true, false);
        assertThat(turn.tools()).containsExactly(
                new ToolStep("calculator", "{\"expression\": \"17 * 23\"}", "391", false));
    }

    @Test
    void toolThatThrowsOrHangs_isAStepAndTheTalkGoesOn() {
        Turn broken = say(voice.calls("door_break", "{}"), "Please break the door.");
        assertThat(broken.tools()).singleElement()
                .satisfies(s -> assertThat(s.failed()).isTrue())
                .satisfies(s -> assertThat(s.result()).contains("the door is stuck"));
        assertThat(broken.reply()).startsWith("I could not do that:");
        Turn hung = say(voice.calls("door_hang", "{}"), "Please hang the door.");
        assertThat(hung.reply()).contains("door_hang: ended after");
        Turn wrong = say(voice.calls("calculator", "{\"expression\": \"1/0\"}"), "Calculate 1 / 0.");
        assertThat(wrong.reply()).contains("no division by zero");
        assertThat(say(voice.says("Hello. How can I help you?"), "Hello.").reply()).startsWith("Hello");
    }

    @Test
    void noteAndReminder_areKept() {
        say(voice.calls("note_write", "{\"text\": \"buy cheese\"}").says("I have saved the note."),
                "Make a note: buy cheese.");
        say(voice.calls("reminder_set", "{\"text\": \"call Lin\", \"time\": \"11:30\"}")
                .says("I have saved the reminder."),
                "Remind me to call Lin at 11:30.");
        assertThat(talk.reminders()).isEmpty();
        assertThat(talk.remembered("cheese", 1)).singleElement()
                .satisfies(s -> assertThat(s.text()).isEqualTo("buy cheese"));
        clock = at("2026-03-05T11:30:00Z");
        again();
        assertThat(talk.reminders()).containsExactly("Remind me to call Lin at 11:30.");
        assertThat(talk.reminders()).isEmpty();
        Turn search = say(voice.calls("memory_search", "{\"query\": \"cheese\"}").says("Buy cheese."),
                "Search your memory for cheese.");
        assertThat(search.sources()).singleElement().satisfies(s -> assertThat(s.text()).isEqualTo("buy cheese"));
    }

    @Test
    void badMessages_areRefusedAndLeaveNothing() {
        int before = memory.episodic().size();
        assertThatThrownBy(() -> say("x".repeat(1 << 20))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 100000 characters, received 1048576; it was not remembered");
        assertThatThrownBy(() -> say("word ".repeat(4000))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tokens for scripted");
        assertThatThrownBy(() -> say("\u0000\u001b\u0007 ")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected words");
        assertThat(memory.episodic().size()).isEqualTo(before);
        assertThat(voice.shown).isEmpty();
        Turn turn = say(voice.says("Noted."), "I live\u001b in\u0000 Bern.");
        assertThat(turn.message()).isEqualTo("I live in Bern.");
    }

    @Test
    void notes_areLeftOutWhereThePromptHasNoRoom() {
        for (int i = 0; i < 6; i++)
            say(voice.says("Noted."), "Bern fact " + i + " " + "long ".repeat(40));
        voice.context = 560;
        talk.think(Effort.OFF);
        assertThat(say(voice.says("x"), "What is known about Bern?").notes()).hasSizeBetween(1, 5);
    }

    @Test
    void interrupted_keepsWhatWasTold() {
        voice.says("Noted. You live in Bern.");
        Turn turn = talk.say("I live in Bern.", new TalkListener() {
            @Override
            public void text(String piece) {
                talk.interrupt();
            }
        });
        assertThat(turn.interrupted()).isTrue();
        assertThat(turn.reply()).isEqualTo("Noted.");
        assertThat(say(voice.says("You live in Bern. [1]"), "Where do I live?").sources()).hasSize(1);
    }

    @Test
    void forgotten_isGoneFromNotesHistoryAndToolLog() throws Exception {
        voice.own = false;
        say(voice.says("Noted."), "The safe code is 7781.");
        say(voice.calls("note_write", "{\"text\": \"code 7781\"}").says("Saved."), "Make a note: code 7781.");
        assertThat(talk.wouldForget(ForgetRequest.nothing().matching("7781")).items()).isNotEmpty();
        talk.forget(ForgetRequest.nothing().matching("7781").withSimilarity(1));
        say(voice.says("I don't know."), "What is the safe code?");
        assertThat(voice.shown.getLast().toString()).doesNotContain("7781");
        try (var files = java.nio.file.Files.walk(folder)) {
            for (Path file : files.filter(java.nio.file.Files::isRegularFile).toList())
                assertThat(new String(java.nio.file.Files.readAllBytes(file),
                        java.nio.charset.StandardCharsets.ISO_8859_1))
                        .as(file.toString()).doesNotContain("7781");
        }
    }

    @Test
    void foreignModel_isShownNotesToolsAndLastTurns() {
        voice.own = false;
        say(voice.says("Noted."), "I live in Bern.");
        say(voice.says("In Bern [1]."), "Where do I live?");
        assertThat(voice.system()).contains("like [2]").contains("[1] 2026-03-05 user: I live in Bern. [1]");
        assertThat(voice.shown.getLast()).extracting(Message::role).containsExactly("system", "user", "assistant",
                "user");
        assertThat(voice.tools.getLast()).isNotEmpty();
    }
}
