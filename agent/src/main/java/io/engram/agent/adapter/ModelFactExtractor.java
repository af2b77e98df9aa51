package io.engram.agent.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engram.inference.Constraint;
import io.engram.inference.GenerationOptions;
import io.engram.inference.Generator;
import io.engram.inference.LanguageModel;
import io.engram.inference.SamplingOptions;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loaded language model as a reader of facts. What it writes has the form of a schema, and a value counts only if its words
 * are in the episode: a model may leave out, it may not add. Greedy, so that the same episode reads the same again.
 *
 * <p>One thread at a time; computes on the calling thread, seconds an episode on a small machine.
 */
public final class ModelFactExtractor implements FactExtractor {
    private static final Logger LOG = LoggerFactory.getLogger(ModelFactExtractor.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_TOKENS = 256;
    private static final int LONGEST_TEXT = 4000;
    private static final String SCHEMA = """
            {"type":"object","additionalProperties":false,"required":["facts"],"properties":{"facts":{"type":"array",
            "maxItems":4,"items":{"type":"object","additionalProperties":false,
            "required":["subject","relation","object","polarity"],"properties":{
            "subject":{"type":"string","maxLength":60},"relation":{"type":"string","maxLength":40},
            "object":{"type":"string","maxLength":60},"polarity":{"enum":["affirms","denies","ends"]}}}}}}
            """;

    private final LanguageModel model;
    private final int maxTokens;
    private final Constraint form = Constraint.ofJsonSchema(SCHEMA);

    /** @param model has a vocabulary; stays the caller's to close */
    public ModelFactExtractor(LanguageModel model) {
        this(model, MOST_TOKENS);
    }

    /** @param maxTokens at most this many tokens are written for an episode; what does not fit states nothing */
    public ModelFactExtractor(LanguageModel model, int maxTokens) {
        this.model = model;
        this.maxTokens = maxTokens;
        model.tokenizer();
    }

    @Override
    public List<FactDraft> facts(Episode episode) {
        if (episode.lived() || episode.text().length() > LONGEST_TEXT) {
            return List.of();
        }
        String text = new Generator(model).generate(prompt(episode),
                GenerationOptions.of(maxTokens, SamplingOptions.greedy()).withConstraint(form), piece -> {
                }).text();
        try {
            return facts(JSON.readTree(text), episode);
        } catch (JsonProcessingException unfinished) {
            LOG.debug("the model did not finish its facts of episode {} within {} tokens", episode.id(), maxTokens);
            return List.of();
        }
    }

    private static String prompt(Episode episode) {
        return "Lasting facts that " + episode.actor() + " states in this message, as JSON. Questions, wishes and plans"
                + " state none. Relations are short, like \"lives in\".\n\n" + episode.actor() + ": "
                + episode.text().replace('\n', ' ') + "\n\nJSON: ";
    }

    /** Facts of what the model wrote. */
    static List<FactDraft> facts(JsonNode written, Episode episode) {
        List<FactDraft> facts = new ArrayList<>();
        Trust trust = episode.provenance().trust();
        for (JsonNode each : written.path("facts")) {
            String subject = each.path("subject").asText().strip();
            String relation = each.path("relation").asText().strip();
            String object = each.path("object").asText().strip();
            boolean self = subject.matches("(?i)i|me|self|user|speaker") || subject.equalsIgnoreCase(episode.actor());
            if (!relation.isEmpty() && said(object, episode) && (self || said(subject, episode))) {
                facts.add(new FactDraft(self ? episode.actor() : subject, relation.toLowerCase(Locale.ROOT), object,
                        Map.of(), false, FactDraft.confidence(trust, 1), episode.eventTime(), Instant.MAX,
                        new Provenance("consolidation", "model", trust), List.of(episode.id()),
                        FactDraft.Polarity.valueOf(each.path("polarity").asText("affirms").toUpperCase(Locale.ROOT)),
                        episode.eventTime()));
            }
        }
        return facts;
    }

    private static boolean said(String words, Episode episode) {
        return !words.isEmpty() && episode.text().toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
    }
}
