package io.engram.inference;

import io.engram.inference.transformer.AdapterSet;
import io.engram.inference.transformer.ResidualHook;
import java.util.Optional;

/**
 * What one session has for itself.
 *
 * @param contextLength
 *            at least 1; the most tokens it can hold. Memory is taken as the sequence grows.
 * @param adapters
 *            LoRA adapters in force; empty for the model's own
 * @param hook
 *            looks at, and may change, the residual stream. Sessions with a hook take no part in the prompt cache, and a
 *            saved one is restored without it.
 */
public record SessionOptions(int contextLength, Optional<AdapterSet> adapters, Optional<ResidualHook> hook) {
    /** Refuses context lengths below 1. */
    public SessionOptions {
        if (contextLength < 1) {
            throw new IllegalArgumentException("contextLength: expected an integer >= 1, received " + contextLength);
        }
    }

    /** The model's own adapters and no hook. */
    public static SessionOptions of(int contextLength) {
        return new SessionOptions(contextLength, Optional.empty(), Optional.empty());
    }

    /** The same with these adapters. */
    public SessionOptions withAdapters(AdapterSet chosen) {
        return new SessionOptions(contextLength, Optional.of(chosen), hook);
    }

    /** The same with a hook. */
    public SessionOptions withHook(ResidualHook chosen) {
        return new SessionOptions(contextLength, adapters, Optional.of(chosen));
    }
}
