package io.engram.inference;

/**
 * How a model is loaded.
 *
 * @param threads
 *            at least 1; threads that compute, the caller included
 * @param prefillBatch
 *            at least 1; the most prompt tokens computed at once. More tokens share each weight that is read, but scratch
 *            memory grows with them.
 * @param sessions
 *            what its sessions have in common
 * @param kv
 *            how keys and values of past positions are kept
 */
public record LoadOptions(int threads, int prefillBatch, SessionSettings sessions, KvType kv) {
    /** Refuses values below 1. */
    public LoadOptions {
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("threads: expected an integer in [1, 1024], received " + threads);
        }
        if (prefillBatch < 1 || prefillBatch > 8192) {
            throw new IllegalArgumentException(
                    "prefillBatch: expected an integer in [1, 8192], received " + prefillBatch);
        }
    }

    /** Keys and values as they are. */
    public LoadOptions(int threads, int prefillBatch, SessionSettings sessions) {
        this(threads, prefillBatch, sessions, KvType.F32);
    }

    /** With {@link SessionSettings#defaults()}, keys and values as they are. */
    public LoadOptions(int threads, int prefillBatch) {
        this(threads, prefillBatch, SessionSettings.defaults());
    }

    /** All processors, prompts in batches of 256, keys and values as they are. */
    public static LoadOptions defaults() {
        return new LoadOptions(Runtime.getRuntime().availableProcessors(), 256);
    }

    /** The same with another number of threads. */
    public LoadOptions withThreads(int threads) {
        return new LoadOptions(threads, prefillBatch, sessions, kv);
    }

    /** The same with another batch size. */
    public LoadOptions withPrefillBatch(int prefillBatch) {
        return new LoadOptions(threads, prefillBatch, sessions, kv);
    }

    /** The same with other settings of sessions. */
    public LoadOptions withSessions(SessionSettings sessions) {
        return new LoadOptions(threads, prefillBatch, sessions, kv);
    }

    /** The same with another form of keys and values. */
    public LoadOptions withKv(KvType kv) {
        return new LoadOptions(threads, prefillBatch, sessions, kv);
    }
}
