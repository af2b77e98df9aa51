package io.engram.inference;

import java.nio.file.Path;
import java.util.List;

/**
 * What all sessions of a model have in common.
 *
 * @param promptCacheBytes
 *            most memory of the prompt cache that sessions share; 0 for no cache
 * @param checkpointInterval
 *            at least 1; tokens between the checkpoints that a session with recurrent layers makes by itself, beside those
 *            at the ends of prompts: what it may have to compute again after going back to a place it never stopped at
 * @param checkpointBytes
 *            most memory of one session's checkpoints; at least one is kept
 * @param adapters
 *            LoRA adapters loaded with the model and used by sessions that do not choose
 */
public record SessionSettings(long promptCacheBytes, int checkpointInterval, long checkpointBytes,
        List<AdapterFile> adapters) {
    private static final SessionSettings DEFAULTS = new SessionSettings(0, 256, 256L << 20, List.of());

    /**
     * An adapter in a file.
     *
     * @param file
     *            GGUF of type adapter
     * @param scale
     *            multiplies what it adds; 1 as it was trained
     */
    public record AdapterFile(Path file, float scale) {
    }

    /** Copies the list and refuses negative sizes. */
    public SessionSettings {
        if (promptCacheBytes < 0 || checkpointBytes < 0) {
            throw new IllegalArgumentException("promptCacheBytes, checkpointBytes: expected numbers >= 0, received "
                    + promptCacheBytes + " and " + checkpointBytes);
        }
        if (checkpointInterval < 1) {
            throw new IllegalArgumentException(
                    "checkpointInterval: expected an integer >= 1, received " + checkpointInterval);
        }
        adapters = List.copyOf(adapters);
    }

    /** No shared cache, a checkpoint every 256 tokens in at most 256 MiB, no adapters. */
    public static SessionSettings defaults() {
        return DEFAULTS;
    }

    /** The same with a prompt cache of at most so many bytes. */
    public SessionSettings withPromptCache(long bytes) {
        return new SessionSettings(bytes, checkpointInterval, checkpointBytes, adapters);
    }

    /** The same with other checkpoints. */
    public SessionSettings withCheckpoints(int interval, long bytes) {
        return new SessionSettings(promptCacheBytes, interval, bytes, adapters);
    }

    /** The same with these adapters. */
    public SessionSettings withAdapters(List<AdapterFile> files) {
        return new SessionSettings(promptCacheBytes, checkpointInterval, checkpointBytes, files);
    }
}
