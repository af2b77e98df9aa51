package io.engram.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An engine in a process of its own. It is sent lines {@code prefill THREADS N} (take N tokens into an empty sequence) or
 * {@code decode THREADS N} (N greedy steps after a prompt of 16 tokens) and answers {@code ok SECONDS} or
 * {@code error REASON}; at its start it says {@code ok} once. Its standard error goes to a file.
 */
final class Peer implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 150;

    private final String name;
    private final Process process;
    private final PrintStream to;
    private final BufferedReader from;
    private final ExecutorService reading = Executors.newSingleThreadExecutor(r -> {
        Thread thread = new Thread(r, "peer-reader");
        thread.setDaemon(true);
        return thread;
    });
    private final long started = System.nanoTime();

    private Peer(String name, Process process) {
        this.name = name;
        this.process = process;
        this.to = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.from = process.inputReader(StandardCharsets.UTF_8);
    }

    /** A peer cannot do what was asked; the message is its own reason. */
    static final class PeerException extends IOException {
        private static final long serialVersionUID = 1;

        PeerException(String message) {
            super(message);
        }
    }

    static Peer start(String name, List<String> command, Path directory, Path errors) throws IOException {
        Process process = new ProcessBuilder(command).directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile())).start();
        Peer peer = new Peer(name, process);
        try {
            peer.answer();
            return peer;
        } catch (PeerException e) {
            peer.close();
            throw e;
        }
    }

    String name() {
        return name;
    }

    /** Seconds since its process was started. */
    double age() {
        return (System.nanoTime() - started) / 1e9;
    }

    double ask(String command, int threads, int n) throws PeerException {
        to.println(command + " " + threads + " " + n);
        return Double.parseDouble(answer());
    }

    private String answer() throws PeerException {
        Future<String> next = reading.submit(this::line);
        try {
            return next.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            close();
            throw new PeerException("no answer within " + TIMEOUT_SECONDS + " s");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new PeerException(String.valueOf(cause == null ? e.getMessage() : cause.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerException("interrupted");
        }
    }

    /** The rest of the next answer; lines that are none are what a library prints on its own account. */
    private String line() throws IOException {
        for (String line = from.readLine(); line != null; line = from.readLine()) {
            if (line.equals("ok") || line.startsWith("ok ")) {
                return line.substring(2).strip();
            }
            if (line.startsWith("error ")) {
                throw new PeerException(line.substring(6));
            }
        }
        throw new PeerException("its process ended");
    }

    @Override
    public void close() {
        process.destroyForcibly();
        reading.shutdownNow();
    }
}
