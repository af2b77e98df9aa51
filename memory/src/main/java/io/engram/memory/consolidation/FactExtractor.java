package io.engram.memory.consolidation;

import io.engram.memory.Episode;
import io.engram.memory.extract.PlainStatements;
import io.engram.memory.semantic.FactDraft;
import java.util.List;

/**
 * What an episode states: a port, so that rules or a language model can answer. Called on the sleeping thread, in order of id;
 * may block. What it says is held against what is known, so that answering twice for an episode changes nothing.
 */
@FunctionalInterface
public interface FactExtractor {
    /** The facts an episode states, none for one that states none. Drafts name the episode and its trust. */
    List<FactDraft> facts(Episode episode);

    /** The rules for plain statements, without a model. */
    static FactExtractor rules() {
        return PlainStatements::of;
    }
}
