package io.engram.daemon.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /** A value as maps, lists, texts, numbers, booleans and nulls; integers of any size and fractions stay apart. */
    static @Nullable Object plain(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                node.properties().forEach(e -> map.put(e.getKey(), plain(e.getValue())));
                yield map;
            }
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                node.forEach(e -> list.add(plain(e)));
                yield list;
            }
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> node.isIntegralNumber() ? node.bigIntegerValue() : (Number) node.doubleValue();
            default -> null;
        };
    }
}
