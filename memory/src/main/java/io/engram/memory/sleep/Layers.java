package io.engram.memory.sleep;

import io.engram.memory.consolidation.Tombstones;
import io.engram.memory.procedural.ProceduralState;
import io.engram.memory.semantic.SemanticState;
import java.time.Clock;
import java.util.function.LongSupplier;

/**
 * What the jobs decide over: the layers, or a copy of them for a dry run.
 *
 * @param semantic facts, entities and regularities
 * @param procedural skills
 * @param tombstones what must not come back
 * @param ids gives ids to new records
 * @param clock the time of decisions
 */
public record Layers(SemanticState semantic, ProceduralState procedural, Tombstones tombstones, LongSupplier ids,
        Clock clock) {
}
