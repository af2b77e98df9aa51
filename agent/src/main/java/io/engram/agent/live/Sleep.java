package io.engram.agent.live;

import io.engram.agent.event.AgentEvent;
import io.engram.agent.event.EventSink;
import io.engram.agent.event.MemorySizes;
import io.engram.memory.AgentMemory;
import io.engram.memory.MemoryStats;
import io.engram.memory.SleepListener;
import io.engram.memory.SleepReport;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Consolidation of memory, said as events. Blocks: on a worker only. */
public final class Sleep {
    private Sleep() {
    }

    /** Consolidates what is new in memory and says each phase when all are over. */
    public static SleepReport consolidate(AgentMemory memory, long turn, EventSink events) {
        SleepReport report = memory.sleep(SleepListener.none());
        for (SleepReport.Phase phase : report.phases()) {
            Map<String, Double> measures = new LinkedHashMap<>();
            measures.put("read", (double) phase.read());
            measures.put("written", (double) phase.written());
            String name = phase.phase().name().toLowerCase(Locale.ROOT);
            events.emit(turn, stamp -> new AgentEvent.SleepPhase(stamp, name, measures, phase.duration()));
        }
        return report;
    }

    /** How much is remembered; facts count regularities as well. */
    public static MemorySizes sizes(AgentMemory memory) {
        MemoryStats stats = memory.stats();
        return new MemorySizes(stats.episodes(), (long) stats.facts() + stats.regularities(), stats.skills());
    }
}
