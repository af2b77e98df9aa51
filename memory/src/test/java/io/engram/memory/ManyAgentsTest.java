package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.memory.forgetting.ForgetRequest;
import io.engram.memory.testing.HashingEmbedder;
import io.engram.memory.testing.Lives;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many agents with random operations, a few of them open at a time, against a model of what each was told. Every text names its
 * agent. {@code -Dengram.agents=N} sets how many; a run of 1,000 takes some minutes.
 */
class ManyAgentsTest {
    private static final int AGENTS = Integer.getInteger("engram.agents", 16);
    private static final int OPEN = 8;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;
    private final HashingEmbedder embedder = new HashingEmbedder(); // one for all, as in an application
    private final Random random = new Random(5);
    private final List<Map<Long, String>> told = new ArrayList<>();
    /** Least recently used first. */
    private final LinkedHashMap<Integer, AgentMemory> open = new LinkedHashMap<>(16, 0.75f, true);

    private AgentMemory memory(int agent) {
        AgentMemory there = open.get(agent);
        if (there == null) {
            if (open.size() == OPEN) {
                int oldest = open.keySet().iterator().next();
                java.util.Objects.requireNonNull(open.remove(oldest)).close();
            }
            there = AgentMemory.open(MemoryOptions.of(dir.resolve("agent" + agent), "agent" + agent, embedder));
            open.put(agent, there);
        }
        return there;
    }

    @Test
    void noAgentAnswersWithWhatAnotherWasTold() {
        for (int agent = 0; agent < AGENTS; agent++) {
            told.add(new TreeMap<>());
        }
        int imports = 0;
        for (int step = 0; step < AGENTS * 20; step++) {
            int agent = random.nextInt(AGENTS / 8) * 8 + random.nextInt(8); // neighbours follow each other, mostly open
            agent = step % 20 == 0 ? step / 20 : agent;
            AgentMemory memory = memory(agent);
            Map<Long, String> mine = told.get(agent);
            switch (random.nextInt(12)) {
                case 0 -> memory.sleep(SleepListener.none());
                case 1 -> forget(memory, mine);
                case 2, 3, 4 -> recall(memory, agent, mine);
                case 5 ->
                    memory.record(Lives.keyAndDoor(step, true)).thenAccept(e -> mine.put(e.id(), e.text())).join();
                case 6 -> {
                    if (step % 5 == 0) {
                        imports += move(agent);
                    }
                }
                default -> {
                    String text = "owner" + agent + " " + (step % 3 == 0
                            ? "lives in Place" + random.nextInt(9)
                            : "met word" + random.nextInt(20) + " at " + step);
                    memory.record(EpisodeDraft.said("owner" + agent, text)).thenAccept(e -> mine.put(e.id(), text))
                            .join();
                }
            }
        }
        assertThat(imports).isPositive();
        for (int agent = 0; agent < AGENTS; agent++) {
            AgentMemory memory = memory(agent);
            Map<Long, String> found = new TreeMap<>();
            memory.episodic().after(0, Integer.MAX_VALUE).forEach(e -> found.put(e.id(), e.text()));
            assertThat(found).as("agent %d", agent).isEqualTo(told.get(agent));
            recall(memory, agent, told.get(agent));
        }
        open.values().forEach(AgentMemory::close);
    }

    private void forget(AgentMemory memory, Map<Long, String> mine) {
        if (!mine.isEmpty()) {
            long id = mine.keySet().stream().skip(random.nextInt(mine.size())).findFirst().orElseThrow();
            memory.forget(ForgetRequest.nothing().withIds(Set.of(id)));
            mine.remove(id);
        }
    }

    private void recall(AgentMemory memory, int agent, Map<Long, String> mine) {
        String query = "who met word" + random.nextInt(20) + " or lives in Place" + random.nextInt(9) + " owner"
                + random.nextInt(AGENTS);
        for (RecalledItem item : memory.recall(RecallQuery.of(query).withLimit(20)).items()) {
            if (item.layer() == Layer.EPISODIC) {
                assertThat(item.text()).as("agent %d asked %s", agent, query).isEqualTo(mine.get(item.id()));
            }
            assertThat(mine.keySet()).as("agent %d asked %s, evidence of %s", agent, query, item)
                    .containsAll(item.episodes());
        }
    }

    /** Exports the agent into a new one in place of the last, whose memory is another folder from then on. */
    private int move(int agent) {
        Path file = dir.resolve("agent.engram");
        memory(agent).exportTo(file);
        String name = "copy" + agent + "x" + random.nextInt(1 << 20);
        try (AgentMemory copy = AgentMemory.open(MemoryOptions.of(dir.resolve(name), name, embedder))) {
            copy.importFrom(file);
            Map<Long, String> found = new TreeMap<>();
            copy.episodic().after(0, Integer.MAX_VALUE).forEach(e -> found.put(e.id(), e.text()));
            assertThat(found).isEqualTo(told.get(agent));
            recall(copy, agent, told.get(agent));
        }
        return 1;
    }
}
