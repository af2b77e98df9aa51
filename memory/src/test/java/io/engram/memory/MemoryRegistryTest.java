package io.engram.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engram.memory.testing.HashingEmbedder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryRegistryTest {
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    private Path dir = Path.of("");
    private final AtomicInteger opened = new AtomicInteger();

    private AgentMemory open(String agent) {
        opened.incrementAndGet();
        return AgentMemory.open(MemoryOptions.of(dir.resolve(agent), agent, new HashingEmbedder()));
    }

    private static void tell(MemoryRegistry registry, String agent, String text) {
        try (MemoryRegistry.Lease lease = registry.borrow(agent)) {
            lease.memory().record(EpisodeDraft.said("eve", text)).join();
        }
    }

    private static void await(MemoryRegistry registry, int open) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (registry.open() != open && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        assertThat(registry.open()).isEqualTo(open);
    }

    @Test
    void oneTooMany_isClosed_butNotWhileItIsBorrowed() throws InterruptedException {
        try (MemoryRegistry registry = new MemoryRegistry(1, LONG, this::open)) {
            try (MemoryRegistry.Lease ada = registry.borrow("ada")) {
                tell(registry, "bob", "hello");
                tell(registry, "bob", "again");
                ada.memory().record(EpisodeDraft.said("eve", "still open")).join();
                try (MemoryRegistry.Lease same = registry.borrow("ada")) {
                    assertThat(same.memory()).isSameAs(ada.memory());
                }
            }
            await(registry, 1);
            try (MemoryRegistry.Lease ada = registry.borrow("ada");
                    MemoryRegistry.Lease bob = registry.borrow("bob")) {
                assertThat(ada.memory().episodic().size()).isEqualTo(1);
                assertThat(bob.memory().episodic().size()).isEqualTo(2);
            }
        }
        open("ada").close(); // nobody holds it any more
        open("bob").close();
    }

    @Test
    void idleOnes_areClosedByThemselves() throws InterruptedException {
        try (MemoryRegistry registry = new MemoryRegistry(9, Duration.ofMillis(50), this::open)) {
            tell(registry, "ada", "hello");
            await(registry, 0);
            open("ada").close();
        }
    }

    @Test
    void afterClose_nothingIsLent_andWhatIsLentClosesWithItsReturn() throws InterruptedException {
        MemoryRegistry registry = new MemoryRegistry(3, LONG, this::open);
        MemoryRegistry.Lease lease = registry.borrow("ada");
        registry.close();
        assertThatThrownBy(() -> registry.borrow("ada")).isInstanceOf(MemoryException.class)
                .hasMessageContaining("\"ada\"");
        lease.memory().record(EpisodeDraft.said("eve", "to the end")).join();
        lease.close();
        lease.close();
        await(registry, 0);
        try (AgentMemory again = open("ada")) { // refused while somebody has it open
            assertThat(again.episodic().size()).isEqualTo(1);
        }
    }

    @Test
    void manyThreads_neverMeetAClosedMemoryOrALockedOne() throws Exception {
        int each = 40;
        AtomicInteger told = new AtomicInteger();
        List<String> agents = List.of("a", "b", "c", "d", "e");
        try (MemoryRegistry registry = new MemoryRegistry(2, LONG, this::open);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                Random random = new Random(thread);
                all.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        tell(registry, agents.get(random.nextInt(agents.size())), "word " + told.incrementAndGet());
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        int found = 0;
        for (String agent : agents) {
            try (AgentMemory memory = open(agent)) {
                found += memory.episodic().size();
            }
        }
        assertThat(found).isEqualTo(4 * each);
        assertThat(opened.get()).isGreaterThan(agents.size());
    }
}
