package io.engram.memory.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engram.memory.MemoryException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One conversation of a LoCoMo file with the questions that can be scored.
 *
 * @param id its {@code sample_id}
 * @param turns all turns, in order
 * @param questions questions of categories 1 to 4 with at least one evidence id that names a turn
 */
record LocomoConversation(String id, List<Turn> turns, List<Question> questions) {
    /** One turn; attributes are the caption and the search words of its image. */
    record Turn(String id, String speaker, String text, String session, Instant time, Map<String, String> attributes) {
    }

    /** One question; evidence holds ids of turns. */
    record Question(String text, int category, Set<String> evidence) {
    }

    private static final Pattern SESSION = Pattern.compile("session_(\\d+)");
    private static final Pattern EVIDENCE = Pattern.compile("D\\d+:\\d+");
    /** As in {@code 1:56 pm on 8 May, 2023}. */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder().parseCaseInsensitive()
            .appendPattern("h:mm a 'on' d MMMM, uuuu").toFormatter(Locale.ENGLISH);

    LocomoConversation {
        turns = List.copyOf(turns);
        questions = List.copyOf(questions);
    }

    /** Reads a file. */
    static List<LocomoConversation> read(Path file) {
        try {
            JsonNode root = new ObjectMapper().readTree(file.toFile());
            if (!root.isArray()) {
                throw new MemoryException(file + " must be an array of conversations, was " + root.getNodeType());
            }
            List<LocomoConversation> conversations = new ArrayList<>();
            root.forEach(node -> conversations.add(conversation(file, node)));
            return conversations;
        } catch (IOException e) {
            throw new MemoryException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static LocomoConversation conversation(Path file, JsonNode node) {
        String id = node.path("sample_id").asText();
        JsonNode conversation = node.path("conversation");
        if (id.isEmpty() || !conversation.isObject()) {
            throw new MemoryException(file + " must hold sample_id and conversation in every element");
        }
        Map<Integer, JsonNode> sessions = new TreeMap<>();
        conversation.fields().forEachRemaining(field -> {
            Matcher name = SESSION.matcher(field.getKey());
            if (name.matches() && field.getValue().isArray()) {
                sessions.put(Integer.parseInt(name.group(1)), field.getValue());
            }
        });
        List<Turn> turns = new ArrayList<>();
        sessions.forEach((number, list) -> {
            Instant start = time(file, conversation.path("session_" + number + "_date_time").asText());
            int n = 0;
            for (JsonNode turn : list) {
                turns.add(turn(turn, "session_" + number, start.plusSeconds(n++)));
            }
        });
        Set<String> ids = turns.stream().map(Turn::id).collect(Collectors.toSet());
        List<Question> questions = new ArrayList<>();
        for (JsonNode qa : node.path("qa")) {
            Set<String> evidence = evidence(qa, ids);
            int category = qa.path("category").asInt();
            if (category >= 1 && category <= 4 && !evidence.isEmpty()) {
                questions.add(new Question(qa.path("question").asText(), category, evidence));
            }
        }
        return new LocomoConversation(id, turns, questions);
    }

    private static Turn turn(JsonNode turn, String session, Instant time) {
        Map<String, String> attributes = new TreeMap<>();
        put(attributes, "caption", turn.path("blip_caption").asText(""));
        put(attributes, "query", turn.path("query").asText(""));
        return new Turn(turn.path("dia_id").asText(), turn.path("speaker").asText(), turn.path("text").asText(),
                session, time, attributes);
    }

    private static void put(Map<String, String> attributes, String name, String value) {
        if (!value.isBlank()) {
            attributes.put(name, value);
        }
    }

    /** A few strings hold several ids or broken ones: what looks like an id and names a turn counts. */
    private static Set<String> evidence(JsonNode qa, Set<String> ids) {
        Set<String> evidence = new LinkedHashSet<>();
        for (JsonNode each : qa.path("evidence")) {
            Matcher id = EVIDENCE.matcher(each.asText());
            while (id.find()) {
                if (ids.contains(id.group())) {
                    evidence.add(id.group());
                }
            }
        }
        return evidence;
    }

    private static Instant time(Path file, String text) {
        try {
            return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new MemoryException(
                    file + ": a session's time must read like \"1:56 pm on 8 May, 2023\", was \"" + text + '"', e);
        }
    }
}
