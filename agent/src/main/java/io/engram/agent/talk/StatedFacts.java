package io.engram.agent.talk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engram.inference.Constraint;
import io.engram.inference.curriculum.Curriculum;
import io.engram.inference.layout.Layout;
import io.engram.memory.Episode;
import io.engram.memory.Provenance;
import io.engram.memory.Trust;
import io.engram.memory.consolidation.FactExtractor;
import io.engram.memory.semantic.FactDraft;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a message states: read by the own model in the words it was trained on, by rules for any other. What the model writes has
 * the form of a schema, and counts only if subject and value were said.
 */
final class StatedFacts implements FactExtractor {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_TOKENS = 160;
    private static final int LONGEST_TEXT = 1000;
    private static final Constraint FORM = Constraint.ofJsonSchema("""
            {"type":"array","maxItems":4,"items":{"type":"object","additionalProperties":false,
            "required":["subject","relation","object"],"properties":{"subject":{"type":"string","maxLength":60},
            "relation":{"type":"string","maxLength":40},"object":{"type":"string","maxLength":80}}}}
            """);

    private final Voice voice;

    StatedFacts(Voice voice) {
        this.voice = voice;
    }

    @Override
    public List<FactDraft> facts(Episode episode) {
        if (!voice.own() || episode.text().length() > LONGEST_TEXT)
            return FactExtractor.rules().facts(episode);
        try {
            return facts(JSON.readTree(voice.read(Layout.FACTS, episode.text(), FORM, MOST_TOKENS)), episode);
        } catch (JsonProcessingException unfinished) {
            return List.of();
        }
    }

    /** The drafts of what was written. */
    static List<FactDraft> facts(JsonNode written, Episode episode) {
        List<FactDraft> facts = new ArrayList<>();
        Trust trust = episode.provenance().trust();
        for (JsonNode each : written) {
            String subject = each.path("subject").asText().strip();
            String relation = each.path("relation").asText().strip().toLowerCase(Locale.ROOT);
            String object = each.path("object").asText().strip();
            boolean self = subject.equals(Layout.USER);
            if (!relation.isEmpty() && said(object, episode) && (self || said(subject, episode)))
                facts.add(new FactDraft(self ? episode.actor() : subject, relation, object, Map.of(),
                        Curriculum.singleValued(relation), FactDraft.confidence(trust, 1), episode.eventTime(),
                        Instant.MAX, new Provenance("conversation", "model", trust), List.of(episode.id())));
        }
        return facts;
    }

    private static boolean said(String words, Episode episode) {
        return !words.isEmpty() && episode.text().toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
    }
}
