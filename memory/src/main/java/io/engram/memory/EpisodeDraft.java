package io.engram.memory;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An episode as its writer knows it, before memory gives it an id, an ingest time and links. Surrogates without a partner
 * become U+FFFD in all its texts; channel and session must not hold NUL.
 *
 * @param actor who spoke or acted; a name recall can boost
 * @param channel where it happened, for example {@code chat} or {@code environment:door-key}
 * @param session which sitting of the channel it belongs to; neighbours are linked within one channel and session, empty
 *            if the channel has only one
 * @param text what happened, in words; this is what recall searches
 * @param eventTime when it happened; empty for now
 * @param reward the total reward it brought, 0 if none
 * @param salience how much it stands out, in [0, 1]
 * @param provenance where it comes from
 * @param attributes further searchable text by name, for example the {@code caption} of an image
 * @param steps the steps of a lived environment episode in order; empty for anything else
 * @param success whether a lived episode reached its goal
 * @param surprise how far it was from what was expected, at least 0, for example the prediction error of a world model; 0 if
 *            nothing was expected. It raises the salience under which the episode is remembered, see {@link Salience}
 * @param marked whether somebody asked to keep it: it is remembered as most salient and is never forgotten for want of room
 */
public record EpisodeDraft(String actor, String channel, String session, String text, Optional<Instant> eventTime,
        double reward, double salience, Provenance provenance, Map<String, String> attributes, List<LivedStep> steps,
        boolean success, double surprise, boolean marked) {
    public EpisodeDraft {
        actor = Checks.wellFormed(actor);
        channel = Checks.wellFormed(channel);
        session = Checks.wellFormed(session);
        text = Checks.wellFormed(text);
        Checks.noNul("channel", channel);
        Checks.noNul("session", session);
        Checks.notBlank("actor", actor);
        Checks.notBlank("channel", channel);
        Checks.notTooLong("session", session);
        Checks.notBlank("text", text);
        Checks.finite("reward", reward);
        Checks.inUnitRange("salience", salience);
        Checks.finite("surprise", surprise);
        if (surprise < 0) {
            throw new IllegalArgumentException("surprise must be at least 0, was " + surprise);
        }
        TreeMap<String, String> mended = new TreeMap<>();
        attributes.forEach((name, value) -> {
            Checks.notBlank("attribute name", name);
            Checks.notTooLong("attribute " + name, value);
            mended.put(Checks.wellFormed(name), Checks.wellFormed(value));
        });
        attributes = java.util.Collections.unmodifiableMap(mended);
        steps = List.copyOf(steps);
    }

    /** A draft without surprise or mark. */
    public EpisodeDraft(String actor, String channel, String session, String text, Optional<Instant> eventTime,
            double reward, double salience, Provenance provenance, Map<String, String> attributes,
            List<LivedStep> steps, boolean success) {
        this(actor, channel, session, text, eventTime, reward, salience, provenance, attributes, steps, success, 0,
                false);
    }

    /** Something a person (or another agent) said in a chat. */
    public static EpisodeDraft said(String person, String text) {
        return new EpisodeDraft(person, "chat", "", text, Optional.empty(), 0, 0.5, Provenance.said(person), Map.of(),
                List.of(), false);
    }

    /**
     * An environment episode the agent lived: one record for all its steps.
     *
     * @param environment the environment's name
     * @param summary the episode in words; episodes that went alike should read alike, equal texts are embedded once
     */
    public static EpisodeDraft lived(String environment, String summary, List<LivedStep> steps, boolean success,
            double reward) {
        String channel = "environment:" + environment;
        return new EpisodeDraft("self", channel, "", summary, Optional.empty(), reward, success ? 0.6 : 0.4,
                Provenance.observed(channel), Map.of(), steps, success);
    }

    public EpisodeDraft withSession(String newSession) {
        return new EpisodeDraft(actor, channel, newSession, text, eventTime, reward, salience, provenance, attributes,
                steps, success, surprise, marked);
    }

    public EpisodeDraft withChannel(String newChannel) {
        return new EpisodeDraft(actor, newChannel, session, text, eventTime, reward, salience, provenance, attributes,
                steps, success, surprise, marked);
    }

    public EpisodeDraft withEventTime(Instant time) {
        return new EpisodeDraft(actor, channel, session, text, Optional.of(time), reward, salience, provenance,
                attributes, steps, success, surprise, marked);
    }

    public EpisodeDraft withReward(double newReward) {
        return new EpisodeDraft(actor, channel, session, text, eventTime, newReward, salience, provenance, attributes,
                steps, success, surprise, marked);
    }

    public EpisodeDraft withSalience(double newSalience) {
        return new EpisodeDraft(actor, channel, session, text, eventTime, reward, newSalience, provenance, attributes,
                steps, success, surprise, marked);
    }

    public EpisodeDraft withProvenance(Provenance newProvenance) {
        return new EpisodeDraft(actor, channel, session, text, eventTime, reward, salience, newProvenance, attributes,
                steps, success, surprise, marked);
    }

    public EpisodeDraft withAttributes(Map<String, String> newAttributes) {
        return new EpisodeDraft(actor, channel, session, text, eventTime, reward, salience, provenance, newAttributes,
                steps, success, surprise, marked);
    }

    public EpisodeDraft withSurprise(double newSurprise) {
        return new EpisodeDraft(actor, channel, session, text, eventTime, reward, salience, provenance, attributes,
                steps, success, newSurprise, marked);
    }

    /** Asks to keep it. */
    public EpisodeDraft mark() {
        return new EpisodeDraft(actor, channel, session, text, eventTime, reward, salience, provenance, attributes,
                steps, success, surprise, true);
    }
}
