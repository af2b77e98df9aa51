package io.engram.memory;

import io.engram.memory.consolidation.FactExtractor;
import java.nio.file.Path;
import java.time.Clock;

/**
 * How to open one agent's memory.
 *
 * @param directory the agent's own directory; made when absent
 * @param agentId the agent's name; must match the one the directory was made for
 * @param embedder text to vector
 * @param clock the time of ingest, access and sleep
 * @param tokens counts tokens for working memory and recall budgets
 * @param workingTokens capacity of working memory in tokens
 * @param maxSkills at most this many skills in use; further candidates wait until one is retired
 * @param maxRegularities at most this many regularities; the least supported wait
 * @param maxEpisodes at most this many episodes: a sleep forgets the least retained beyond them, see {@link
 *            io.engram.memory.sleep.RetentionJob}
 * @param extractor what sleep asks for the facts an episode states
 */
public record MemoryOptions(Path directory, String agentId, Embedder embedder, Clock clock, TokenCounter tokens,
        int workingTokens, int maxSkills, int maxRegularities, int maxEpisodes, FactExtractor extractor) {
    public MemoryOptions {
        Checks.notBlank("agentId", agentId);
        Checks.atLeast("workingTokens", 1, workingTokens);
        Checks.atLeast("maxSkills", 0, maxSkills);
        Checks.atLeast("maxRegularities", 0, maxRegularities);
        Checks.atLeast("maxEpisodes", 1, maxEpisodes);
        Checks.atLeast("embedder.dimensions()", 1, embedder.dimensions());
    }

    /**
     * Defaults: system clock, estimated tokens, 2048 tokens of working memory, 64 skills, 2000 regularities, episodes without
     * limit.
     */
    public static MemoryOptions of(Path directory, String agentId, Embedder embedder) {
        return new MemoryOptions(directory, agentId, embedder, Clock.systemUTC(), TokenCounter.estimate(), 2048, 64,
                2000, Integer.MAX_VALUE, FactExtractor.rules());
    }

    public MemoryOptions withClock(Clock newClock) {
        return new MemoryOptions(directory, agentId, embedder, newClock, tokens, workingTokens, maxSkills,
                maxRegularities, maxEpisodes, extractor);
    }

    public MemoryOptions withTokens(TokenCounter counter, int capacity) {
        return new MemoryOptions(directory, agentId, embedder, clock, counter, capacity, maxSkills, maxRegularities,
                maxEpisodes,
                extractor);
    }

    public MemoryOptions withMaxSkills(int count) {
        return new MemoryOptions(directory, agentId, embedder, clock, tokens, workingTokens, count, maxRegularities,
                maxEpisodes,
                extractor);
    }

    public MemoryOptions withMaxRegularities(int count) {
        return new MemoryOptions(directory, agentId, embedder, clock, tokens, workingTokens, maxSkills, count,
                maxEpisodes,
                extractor);
    }

    /** The same with room for so many episodes. */
    public MemoryOptions withMaxEpisodes(int count) {
        return new MemoryOptions(directory, agentId, embedder, clock, tokens, workingTokens, maxSkills, maxRegularities,
                count, extractor);
    }

    /** The same with another reading of what episodes state, for example by a language model. */
    public MemoryOptions withExtractor(FactExtractor newExtractor) {
        return new MemoryOptions(directory, agentId, embedder, clock, tokens, workingTokens, maxSkills, maxRegularities,
                maxEpisodes,
                newExtractor);
    }
}
