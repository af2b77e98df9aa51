package io.engram.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memories of many agents, of which about a given number is kept open: the hot ones. One that was not used for a while, or has to
 * make room, is closed in the background, never while somebody has borrowed it.
 *
 * <pre>{@code
 * try (MemoryRegistry.Lease lease = registry.borrow("ada")) {
 *     lease.memory().recall(query);
 * }
 * }</pre>
 *
 * <p>Thread-safe. While more are borrowed than the number says, more are open.
 */
public final class MemoryRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryRegistry.class);

    /** A memory that stays open until this is closed. */
    public interface Lease extends AutoCloseable {
        /** The memory; must not be closed by the borrower, and not be used after {@link #close}. */
        AgentMemory memory();

        /** Gives the memory back. A second call does nothing. */
        @Override
        void close();
    }

    private enum Stage {
        OPEN, LEAVING, CLOSING
    }

    private final Function<String, AgentMemory> opener;
    private final Cache<String, Entry> hot;
    /** Those that the cache let go of and that are not closed yet. An agent's directory can be open once only. */
    private final Map<String, Entry> leaving = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * @param most about so many are open; at least 1
     * @param idle one that was not borrowed for so long is closed
     * @param opener opens the memory of an agent; called by one thread at a time for one agent
     */
    public MemoryRegistry(int most, Duration idle, Function<String, AgentMemory> opener) {
        Checks.atLeast("most", 1, most);
        this.opener = opener;
        this.hot = Caffeine.newBuilder().maximumSize(most).expireAfterAccess(idle)
                .scheduler(Scheduler.systemScheduler())
                .<String, Entry>evictionListener((agent, entry, cause) -> {
                    if (entry != null) {
                        entry.leave();
                    }
                }).build();
    }

    /**
     * The memory of an agent, opened if it is not. Blocks while it is opened, or while it is still being closed before that.
     *
     * @throws MemoryException if the registry is closed
     * @throws RuntimeException what the opener throws; the next call tries again
     */
    public Lease borrow(String agentId) {
        while (true) {
            if (closed) {
                throw new MemoryException("the registry of memories is closed, asked for \"" + agentId + '"');
            }
            Entry entry = hot.get(agentId, this::open);
            if (entry.borrowed()) {
                if (closed && hot.asMap().remove(agentId, entry)) {
                    entry.leave(); // close() may not have seen it
                }
                return new Loan(entry);
            }
            hot.asMap().remove(agentId, entry); // it is on its way out
        }
    }

    private Entry open(String agentId) {
        Entry before = leaving.get(agentId);
        if (before != null) {
            if (before.stay()) {
                return before;
            }
            before.gone.join();
        }
        return new Entry(agentId, opener.apply(agentId));
    }

    /** How many are open now, those that are about to close included. */
    public int open() {
        hot.cleanUp();
        return (int) hot.estimatedSize() + leaving.size();
    }

    /** Closes what nobody has borrowed and waits for that; the others close when they are given back. Idempotent. */
    @Override
    public void close() {
        closed = true;
        hot.asMap().forEach((agent, entry) -> {
            if (hot.asMap().remove(agent, entry)) {
                entry.leave();
            }
        });
        List.copyOf(leaving.values()).stream().filter(entry -> entry.stage() == Stage.CLOSING)
                .forEach(entry -> entry.gone.join());
    }

    private static final class Loan implements Lease {
        private final Entry entry;
        private boolean over; // guarded by this

        Loan(Entry entry) {
            this.entry = entry;
        }

        @Override
        public AgentMemory memory() {
            return entry.memory;
        }

        @Override
        public synchronized void close() {
            if (!over) {
                over = true;
                entry.returned();
            }
        }
    }

    /** One open memory. Its lock is taken inside the cache's and takes none itself. */
    private final class Entry {
        private final String agentId;
        private final AgentMemory memory;
        private final CompletableFuture<Void> gone = new CompletableFuture<>();
        private Stage stage = Stage.OPEN; // guarded by this
        private int loans; // guarded by this

        Entry(String agentId, AgentMemory memory) {
            this.agentId = agentId;
            this.memory = memory;
        }

        synchronized Stage stage() {
            return stage;
        }

        synchronized boolean borrowed() {
            if (stage == Stage.CLOSING) {
                return false;
            }
            loans++;
            return true;
        }

        synchronized void returned() {
            loans--;
            closeIfUnused();
        }

        /** The cache has let go of it. */
        synchronized void leave() {
            stage = Stage.LEAVING;
            leaving.put(agentId, this);
            closeIfUnused();
        }

        /** The cache takes it back; false if it is too late. */
        synchronized boolean stay() {
            if (stage == Stage.CLOSING) {
                return false;
            }
            stage = Stage.OPEN;
            leaving.remove(agentId, this);
            return true;
        }

        private synchronized void closeIfUnused() {
            if (stage == Stage.LEAVING && loans == 0) {
                stage = Stage.CLOSING;
                Thread.ofPlatform().name("engram-close-" + agentId).start(this::closeMemory);
            }
        }

        private void closeMemory() {
            try {
                memory.close();
            } catch (RuntimeException e) {
                LOG.error("the memory of {} was not closed properly; the next open reads its journal", agentId, e);
            } finally {
                leaving.remove(agentId, this);
                gone.complete(null);
            }
        }
    }
}
