package io.engram.daemon.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;

/** How the command line writes and reads JSON: one line, records with snake-case names, times as ISO-8601 in UTC. */
final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance)).build();

    private Json() {
    }

    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("cannot be written as JSON: " + value.getClass().getName(), impossible);
        }
    }

    /** Parses {@code text}; {@code what} names it in the error, {@code expected} says what it should have been. */
    static JsonNode parse(String text, String what, String expected) {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node == null || node.isMissingNode())
                throw new CommandException(what + ": expected " + expected + ", received nothing");
            return node;
        } catch (JsonProcessingException malformed) {
            throw new CommandException(what + ": expected " + expected + ", received " + malformed.getOriginalMessage(),
                    malformed);
        }
    }
}
