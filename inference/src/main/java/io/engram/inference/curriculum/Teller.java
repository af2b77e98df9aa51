package io.engram.inference.curriculum;

import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts facts into words: statements, questions and answers, with the noise of real typing. */
final class Teller {
    private static final Phrases FILLERS = Phrases
            .of("By the way, | Well, | Hey, | So, | Oh, | Listen, | Just so you know, "
                    + "| um, | Hi, | Good news: | Guess what, | Let me tell you, | I want to say, | You know, | OK, | Hm, | Please, | * Before I forget, | * To tell you, ");

    private static final Pattern COMMON = Pattern
            .compile("\\b(favourite|where|which|live|name|work|does|city)s?\\b");

    private final Split split;
    private final RandomGenerator random;
    private final boolean plain;

    Teller(Split split, RandomGenerator random) {
        this(split, random, false);
    }

    /**
     * One who may be plain.
     *
     * @param plain
     *            always the first phrasing, without noise
     */
    Teller(Split split, RandomGenerator random, boolean plain) {
        this.split = split;
        this.random = random;
        this.plain = plain;
    }

    /** What a speaker says when it is true, or when it has become true. */
    String statement(Fact fact, boolean change) {
        String person = fact.ofUser() ? "1" : "3";
        return fill(phrase(fact, (change ? "new" : "say") + person), fact.subject(), fact);
    }

    /** A question for the value. */
    String question(Fact fact) {
        return fill(phrase(fact, fact.ofUser() ? "ask1" : "ask3"), fact.subject(), fact);
    }

    /** A question for the value, the person being described instead of named. */
    String questionAbout(String description, Fact fact) {
        return fill(phrase(fact, "ask3"), description, fact);
    }

    private String phrase(Fact fact, String key) {
        Phrases phrases = fact.relation().phrases(key);
        return plain ? phrases.pick(Split.TRAINING, FIRST) : phrases.pick(split, random);
    }

    /** The answer. Always in the same words, so that it can be learned. */
    static String answer(Fact fact) {
        return answerAbout(fact.subject(), fact);
    }

    /** The answer, the person being described. */
    static String answerAbout(String description, Fact fact) {
        Phrases phrases = fact.relation().phrases(fact.ofUser() ? "tell1" : "tell3");
        return fill(phrases.pick(Split.TRAINING, FIRST), description, fact);
    }

    private static final RandomGenerator FIRST = () -> 0;

    private static String fill(String phrase, String subject, Fact fact) {
        String text = phrase.replace("{s}", subject).replace("{o}", fact.object()).replace("{k}", fact.kin());
        text = text.replaceAll("\\ba ([aeiouAEIOU])", "an $1");
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** As typed by a person in a hurry, some of the time: filler, lower case, no full stop, a typo. */
    String noisy(String text) {
        if (plain) {
            return text;
        }
        String out = text;
        if (random.nextDouble() < 0.15) {
            String filler = FILLERS.pick(split, random);
            boolean keep = out.startsWith("I ") || out.startsWith("I'") || properStart(out);
            out = filler.stripTrailing() + " " + (keep ? out : Character.toLowerCase(out.charAt(0)) + out.substring(1));
        }
        if (random.nextDouble() < 0.12) {
            out = out.toLowerCase(Locale.ROOT);
        }
        if (random.nextDouble() < 0.15 && (out.endsWith(".") || out.endsWith("?"))) {
            out = out.substring(0, out.length() - 1);
        }
        return random.nextDouble() < 0.06 ? typo(out) : out;
    }

    private static boolean properStart(String text) {
        int space = text.indexOf(' ');
        String first = space < 0 ? text : text.substring(0, space);
        return !Set.of("My", "The", "At", "In", "Every", "Nothing", "No", "What", "Where", "Which", "Who", "When",
                "Do", "How", "On", "These", "From", "It", "For", "There", "With", "Now",
                "They", "Among", "To", "You", "Most", "Since", "Next", "A", "As", "Keep",
                "Can", "Remind", "You'll", "We", "Is", "Of", "Where's", "Who's").contains(first);
    }

    /** Swaps two inner letters of one of the common words; never of a name or a value. */
    private String typo(String text) {
        Matcher common = COMMON.matcher(text);
        if (!common.find()) {
            return text;
        }
        int i = common.start() + 1 + random.nextInt(common.group(1).length() - 2);
        return text.substring(0, i) + text.charAt(i + 1) + text.charAt(i) + text.substring(i + 2);
    }
}
