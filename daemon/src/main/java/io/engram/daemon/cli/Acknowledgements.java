package io.engram.daemon.cli;

import io.engram.agent.event.AgentEvent;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Writes the id of every acknowledged episode to a file, one a line, as it happens: what a reader finds there must still be
 * there after a crash.
 *
 * <p>Threads: events come on the agent's event loop and wait in a queue; an own thread writes and flushes each line to the
 * operating system.
 */
final class Acknowledgements implements AutoCloseable {
    private static final String END = "";

    private final LinkedBlockingQueue<String> waiting = new LinkedBlockingQueue<>();
    private final BufferedWriter writer;
    private final Thread thread;

    Acknowledgements(Path file) {
        try {
            writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable.getMessage(), unwritable);
        }
        thread = Thread.ofPlatform().daemon().name("acknowledgements").start(this::write);
    }

    void on(AgentEvent event) {
        if (event instanceof AgentEvent.Recorded recorded)
            waiting.add(recorded.episode());
    }

    private void write() {
        try {
            for (String id = waiting.take(); !id.equals(END); id = waiting.take()) {
                writer.write(id);
                writer.newLine();
                writer.flush();
            }
        } catch (IOException full) {
            throw new UncheckedIOException("acknowledgements cannot be written", full);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        waiting.add(END);
        try {
            thread.join();
            writer.close();
        } catch (IOException full) {
            throw new UncheckedIOException("acknowledgements cannot be written", full);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
