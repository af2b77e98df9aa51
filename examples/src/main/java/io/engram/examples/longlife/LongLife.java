package io.engram.examples.longlife;

import io.engram.agent.adapter.BgeSmallEmbedder;
import io.engram.memory.AgentMemory;
import io.engram.memory.Layer;
import io.engram.memory.MemoryOptions;
import io.engram.memory.MemoryStats;
import io.engram.memory.RecallQuery;
import io.engram.memory.RecalledItem;
import io.engram.memory.SleepListener;
import io.engram.memory.TokenCounter;
import io.engram.memory.working.WorkingDraft;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/**
 * Half a year of a helper's life in a minute or two. Prints how often its first memory holds what is true by now, with and
 * without sleep, and draws its memory.
 *
 * <p>Arguments: folder for the memory (default: temporary), PNG file (default: none), number of lives (default 3).
 */
public final class LongLife {
    private static final int DAYS = 182;

    /** The memory at the end of a week. */
    record Week(int week, MemoryStats stats, int ended) {
    }

    private LongLife() {
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = arguments.length > 0 ? Path.of(arguments[0]) : Files.createTempDirectory("longlife");
        int lives = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
        int[] right = new int[2];
        int[] outdated = new int[2];
        int asked = 0;
        int byFact = 0;
        try (var embedder = BgeSmallEmbedder.open()) {
            for (int life = 0; life < lives; life++) {
                for (int sleeps = 0; sleeps < 2; sleeps++) {
                    FastClock clock = new FastClock();
                    Neighbourhood people = new Neighbourhood(life);
                    Path home = folder.resolve((sleeps == 1 ? "mira-" : "wakeful-") + life);
                    try (AgentMemory memory = AgentMemory
                            .open(MemoryOptions.of(home, sleeps == 1 ? "mira" : "wakeful", embedder).withClock(clock)
                                    .withTokens(TokenCounter.estimate(), 256))) {
                        List<Week> weeks = live(memory, clock, people, sleeps == 1);
                        memory.awaitEmbeddings();
                        for (var entry : people.truth().entrySet()) {
                            String first = ask(memory, entry.getKey(), EnumSet.of(Layer.EPISODIC, Layer.SEMANTIC));
                            byFact += sleeps == 1 && ask(memory, entry.getKey(), EnumSet.of(Layer.SEMANTIC))
                                    .contains(entry.getValue()) ? 1 : 0;
                            right[sleeps] += first.contains(entry.getValue()) ? 1 : 0;
                            outdated[sleeps] += !first.contains(entry.getValue())
                                    && Neighbourhood.values(entry.getKey().substring(entry.getKey().indexOf('|') + 1))
                                            .stream()
                                            .anyMatch(first::contains) ? 1 : 0;
                            asked += sleeps;
                        }
                        if (life == 0 && sleeps == 1 && arguments.length > 1) {
                            LayersImage.write(memory, clock.instant(), weeks, Path.of(arguments[1]));
                        }
                    }
                }
            }
        }
        for (int sleeps = 0; sleeps < 2; sleeps++) {
            System.out.printf(Locale.ROOT,
                    "%s sleep: the first memory holds what is true by now in %d of %d questions, something outdated in %d%n",
                    sleeps == 1 ? "with" : "without", right[sleeps], asked, outdated[sleeps]);
        }
        System.out.printf(Locale.ROOT, "with sleep, asking facts alone: what is true by now in %d of %d questions%n",
                byFact, asked);
    }

    private static List<Week> live(AgentMemory memory, FastClock clock, Neighbourhood people, boolean sleeps) {
        List<Week> weeks = new ArrayList<>();
        for (int day = 0; day < DAYS; day++) {
            for (String person : Neighbourhood.PEOPLE) {
                people.says(person).forEach(said -> {
                    long id = memory.record(said.withSession("day")).join().id();
                    memory.working().add(WorkingDraft.copyOf(id, said)).join();
                });
                clock.advance(Duration.ofMinutes(40));
            }
            memory.record(people.errand()).join();
            clock.advance(Duration.ofHours(12));
            if (sleeps) {
                memory.sleep(SleepListener.none());
            }
            clock.advance(Duration.ofMinutes(24 * 60 - 12 * 60 - 4 * 40));
            if (day % 7 == 6) {
                int facts = 0;
                for (String person : Neighbourhood.PEOPLE) {
                    for (String relation : List.of("lives in", "works at", "has as favourite colour")) {
                        facts += memory.semantic().history(person, relation).size();
                    }
                }
                MemoryStats stats = memory.stats();
                weeks.add(new Week(day / 7 + 1, stats, facts - stats.facts()));
            }
        }
        return weeks;
    }

    /** The text of the first memory for a question about what is true now. */
    private static String ask(AgentMemory memory, String personAndRelation, EnumSet<Layer> layers) {
        String person = personAndRelation.substring(0, personAndRelation.indexOf('|'));
        String question = switch (personAndRelation.substring(person.length() + 1)) {
            case "lives in" -> "Where does " + person + " live now?";
            case "works at" -> "Where does " + person + " work now?";
            default -> "What is " + person + "'s favourite colour now?";
        };
        List<RecalledItem> items = memory.recall(RecallQuery.of(question)
                .withLayers(layers).withLimit(1)).items();
        return items.isEmpty() ? "" : items.getFirst().text();
    }
}
