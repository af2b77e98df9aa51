/**
 * One agent's memory: what it lived and was told, what it made of that, and how it brings the right part back.
 *
 * <p>{@link io.engram.memory.AgentMemory} is the door. Behind it stand four layers: {@linkplain
 * io.engram.memory.working.WorkingMemory working} (bounded by tokens), {@linkplain
 * io.engram.memory.episodic.EpisodicMemory episodic} (lossless, in order), {@linkplain
 * io.engram.memory.semantic.SemanticMemory semantic} (facts and regularities) and {@linkplain
 * io.engram.memory.procedural.ProceduralMemory procedural} (skills). Sleep promotes from one layer to the next by
 * written rules; recall ranks items of all layers in one list and says why each is there.
 *
 * <p><b>Guarantees.</b> An acknowledged write survives a crash: its future completes after the journal's fsync. One
 * journal record holds everything that must become true together, so no crash leaves half a promotion. Everything else
 * (record store, vector and lexical index, statistics that consolidation counts) is derived from the journal. What is
 * derived from several records carries the lowest trust among them.
 *
 * <p><b>Threading.</b> One writer thread per agent orders, journals and applies changes; every public type here may be
 * called from any thread. Methods that wait for disk, for an embedder or for a full queue say so: call them off event
 * loops. Records are immutable.
 *
 * <p><b>Deliberate omissions.</b> No network, no language model, no embedder: {@link io.engram.memory.Embedder} is a
 * port. No shared multi-tenant store: one agent, one directory, one journal, so that nothing can leak between agents.
 *
 * <p>Papers followed: Tulving's division of long-term memory; Park et al. 2023 (arXiv 2304.03442) for the memory stream
 * with recency, importance and relevance; Rasmussen et al. 2025 (arXiv 2501.13956) for validity in two times; Wang et
 * al. 2023 (arXiv 2305.16291) for skills that are kept after success only; Robertson and Zaragoza 2009 for BM25.
 */
@NullMarked
package io.engram.memory;

import org.jspecify.annotations.NullMarked;
