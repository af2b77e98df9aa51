package io.engram.agent.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.engram.memory.journal.Journal;
import io.engram.memory.journal.JournalOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Every call, written down before it starts and when it is over, on disk before the next step.
 *
 * <p>Two records per call, JSON in UTF-8: type 1 {@code {call, tool, arguments, caller, key?, at}}, type 2 {@code {call,
 * at, value | error}}. A call with a key and without a second record has an unknown outcome. Keys are kept for ever, some
 * hundred bytes of heap each. Thread-safe; appends block.
 */
final class CallLog implements AutoCloseable {
    private static final int BEGUN = 1;
    private static final int FINISHED = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Journal journal;
    private final Map<String, Entry> byKey = new ConcurrentHashMap<>();
    private long calls;

    /**
     * What is known of a call with a key.
     *
     * @param request tool and arguments, to recognise them
     * @param value null until it returned; an {@code error} is in {@code failure} then
     */
    record Entry(long call, String request, @Nullable JsonNode value, @Nullable String failure) {
        boolean finished() {
            return value != null || failure != null;
        }
    }

    private CallLog(Journal journal) {
        this.journal = journal;
    }

    static CallLog open(Path folder, String agent) {
        Journal journal = Journal.open(folder, JournalOptions.of(agent));
        CallLog log = new CallLog(journal);
        Map<Long, String> keys = new ConcurrentHashMap<>();
        // Damage is stepped over and reported by the journal: calls in it count as unfinished.
        journal.replay(1, (sequence, type, payload) -> log.restore(type, payload, keys));
        return log;
    }

    private void restore(int type, ByteBuffer payload, Map<Long, String> keys) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        JsonNode record;
        try {
            record = JSON.readTree(bytes);
        } catch (IOException e) {
            throw new IllegalStateException("tool log: expected JSON, received " + bytes.length + " other bytes", e);
        }
        long call = record.path("call").asLong();
        calls = Math.max(calls, call);
        if (type == BEGUN && record.has("key")) {
            String key = record.path("key").asText();
            keys.put(call, key);
            byKey.put(key,
                    new Entry(call, request(record.path("tool").asText(), record.path("arguments")), null, null));
        }
        String key = keys.get(call);
        Entry entry = key == null ? null : byKey.get(key);
        if (type == FINISHED && key != null && entry != null)
            byKey.put(key, new Entry(call, entry.request(), record.get("value"),
                    record.has("error") ? record.path("error").asText() : null));
    }

    /** What a key stands for: the tool and its arguments. */
    static String request(String tool, JsonNode arguments) {
        return tool + " " + arguments;
    }

    /** What is known of a key; null when it was never used. */
    @Nullable
    Entry find(String key) {
        return byKey.get(key);
    }

    /** Writes down that a call begins; returns its number once that is on disk. */
    long begin(ToolCall call, Instant at) {
        long number;
        synchronized (this) {
            number = ++calls;
        }
        ObjectNode record = JSON.createObjectNode().put("call", number).put("tool", call.tool()).put("caller",
                call.caller());
        record.set("arguments", call.arguments());
        call.key().ifPresent(key -> record.put("key", key));
        append(BEGUN, record.put("at", at.toString()));
        call.key().ifPresent(
                key -> byKey.put(key, new Entry(number, request(call.tool(), call.arguments()), null, null)));
        return number;
    }

    /** Writes down what a call returned, or why it failed; on disk when this returns. */
    void finish(long number, ToolCall call, Instant at, @Nullable JsonNode value, @Nullable String failure) {
        ObjectNode record = JSON.createObjectNode().put("call", number).put("at", at.toString());
        if (value != null)
            record.set("value", value);
        if (failure != null)
            record.put("error", failure);
        append(FINISHED, record);
        call.key().ifPresent(
                key -> byKey.put(key, new Entry(number, request(call.tool(), call.arguments()), value, failure)));
    }

    private void append(int type, ObjectNode record) {
        try {
            journal.append(type, JSON.writeValueAsBytes(record)).join();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("tool log: a record cannot be written", e);
        }
    }

    @Override
    public void close() {
        journal.close();
    }
}
