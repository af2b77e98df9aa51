package io.engram.memory;

/**
 * Sizes of one agent's memory at a moment.
 *
 * @param episodes episodes, lived ones included
 * @param livedEpisodes lived environment episodes
 * @param facts facts that are valid now
 * @param regularities regularities
 * @param skills skills that are in use
 * @param retiredSkills skills that were demoted or retired
 * @param workingItems items in working memory
 * @param workingTokens tokens in working memory
 * @param vectors distinct embedded texts
 * @param pendingEmbeddings distinct texts not embedded yet
 * @param unconsolidated episodes that no sleep has seen
 * @param journalSequence sequence number of the last durable journal record
 */
public record MemoryStats(int episodes, int livedEpisodes, int facts, int regularities, int skills, int retiredSkills,
        int workingItems, int workingTokens, int vectors, int pendingEmbeddings, int unconsolidated,
        long journalSequence) {
}
