package io.engram.memory.consolidation;

import io.engram.memory.Episode;
import io.engram.memory.Provenance;
import io.engram.memory.semantic.FactDraft;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Facts from plain statements in the first person, without a model: "I live in Bern", "my cat is called Pixel", "I love old
 * maps". The subject is who said it. Questions and conditions are left alone. Pure.
 *
 * <p>These rules prefer to miss: a statement must begin its sentence, and its value ends at the next comma, conjunction or
 * sentence. What they miss stays in the episode, where recall finds it.
 */
public final class FactRules {
    /** How sure one plain statement makes; each further episode halves the rest of the doubt times this. */
    private static final double CONFIDENCE = 0.6;
    private static final int MAX_VALUE = 80;

    /**
     * One rule.
     *
     * @param pattern its last group is the value; a group before it, if any, is the thing owned
     * @param relation the relation's name; {@code %s} stands for the thing owned
     * @param singleValued whether a new value ends the old
     */
    private record Rule(Pattern pattern, String relation, boolean singleValued) {
    }

    private static final List<Rule> RULES = List.of(
            rule("(?:i live|i am living|i'm living|i moved|i have moved|i've moved|i just moved) (?:in|to) (.+)",
                    "lives in", true),
            rule("(?:my name is|i am called|call me) (.+)", "is called", true),
            rule("(?:i work|i am working|i'm working|i started working|i now work) (?:at|for) (.+)", "works at", true),
            rule("(?:i work|i am working|i'm working|i started working|i now work) as (?:an? )?(.+)", "works as", true),
            rule("(?:i am|i'm|i come|i was born) (?:from|in) (.+)", "comes from", true),
            rule("my birthday is (?:on )?(.+)", "has birthday on", true),
            rule("my ([a-z]+(?: [a-z]+)?) (?:is called|is named|'s name is) (.+)", "has a %s called", false),
            rule("my favou?rite ([a-z]+(?: [a-z]+)?) is (.+)", "has as favourite %s", true),
            rule("i (?:really )?(?:like|love|enjoy) (.+)", "likes", false),
            rule("i (?:really )?(?:hate|dislike|can't stand) (.+)", "dislikes", false),
            rule("i (?:am|'m) allergic to (.+)", "is allergic to", false));

    private static final Pattern SENTENCE = Pattern.compile("(?<=[.!?\\n])\\s+");
    private static final Pattern VALUE_END = Pattern
            .compile(
                    "[,;.!?\\n]|\\s(?:and|but|because|so|since|when|while|which|who|now|anymore|though|last|this|next|yesterday|today|recently)\\b");

    private FactRules() {
    }

    private static Rule rule(String pattern, String relation, boolean singleValued) {
        return new Rule(Pattern.compile("^(?:well |and |but |so |oh |yes |hey |hi )*" + pattern,
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE), relation, singleValued);
    }

    /** The facts an episode states. A lived episode states none. */
    public static List<FactDraft> of(Episode episode) {
        List<FactDraft> facts = new ArrayList<>();
        if (episode.lived()) {
            return facts;
        }
        for (String sentence : SENTENCE.splitAsStream(episode.text()).toList()) {
            String plain = sentence.strip().replace('\u2019', '\'');
            if (!plain.endsWith("?")) {
                RULES.stream().flatMap(rule -> match(rule, plain, episode).stream()).findFirst().ifPresent(facts::add);
            }
        }
        return facts;
    }

    private static java.util.Optional<FactDraft> match(Rule rule, String sentence, Episode episode) {
        Matcher matcher = rule.pattern().matcher(sentence);
        if (!matcher.lookingAt()) {
            return java.util.Optional.empty();
        }
        String tail = matcher.group(matcher.groupCount());
        Matcher end = VALUE_END.matcher(tail);
        String value = (end.find() ? tail.substring(0, end.start()) : tail).strip();
        if (value.isEmpty() || value.length() > MAX_VALUE) {
            return java.util.Optional.empty();
        }
        String relation = matcher.groupCount() == 2
                ? rule.relation().replace("%s", matcher.group(1).toLowerCase(Locale.ROOT))
                : rule.relation();
        return java.util.Optional.of(new FactDraft(episode.actor(), relation, value, Map.of(), rule.singleValued(),
                CONFIDENCE, episode.eventTime(), Instant.MAX,
                new Provenance("consolidation", "statement", episode.provenance().trust()), List.of(episode.id())));
    }
}
