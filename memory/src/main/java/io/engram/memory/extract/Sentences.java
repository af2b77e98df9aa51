package io.engram.memory.extract;

import java.util.List;
import java.util.regex.Pattern;

/** Text to sentences, and which of them state nothing. Pure. */
final class Sentences {
    private static final Pattern END = Pattern.compile("(?<=[.!?\\n;])\\s+|(?<=[。！？；])");
    private static final Pattern OPENING = Pattern.compile(
            "^(?:(?:well|and|but|so|oh|ah|yes|yeah|yep|no|hey|hi|hello|haha|thanks|anyway|btw|by the way|fyi|also|actually|"
                    + "honestly|you know|guess what|good news)\\b[ ,!:.-]*)+",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern QUESTION = Pattern.compile(
            "[?？]\\s*[\"'”）)]*$|吗[。.!！]?$|呢[。.!！]?$|^(?:do|does|did|is|are|was|were|am|have|has|had|can|could|will|would|"
                    + "should|shall|what|where|when|who|whom|whose|which|why|how)\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SUPPOSED = Pattern.compile(
            "\\b(?:if|unless|whether|suppose|supposing|imagine|pretend|would|could|might|may (?:be|have|get|go|move|become|start|not)|should|will|shall|"
                    + "gonna|going to|about to|maybe|perhaps|possibly|probably|hopefully|wish|wishing|hope|hoping|"
                    + "dream of|dreamt|dreamed|want to|wants to|plan to|plans to|planning|thinking of|thinking about|"
                    + "think|thought|guess|considering|used to think|almost|nearly|as though|as if|like to live|"
                    + "looking for|applied|applying|tomorrow|next (?:week|month|year|spring|summer|autumn|fall|winter)|"
                    + "joking|kidding|says?|said|told|claims?|claimed|heard|rumou?r|according to|asked|asks|"
                    + "in the (?:book|movie|film|story|game)|character)\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SUPPOSED_CHINESE = Pattern
            .compile("如果|要是|假如|假设|希望|想要|可能|也许|大概|打算|计划|准备|差点|听说|据说|他说|她说|说我|会不会|明天|下周|下个?月|明年|梦见|想(?!念)");
    private static final Pattern QUOTE = Pattern.compile("[\"“”「」『』]");

    private Sentences() {
    }

    /** Sentences, stripped, without words that only open them, and with contractions written out. */
    static List<String> of(String text) {
        return END.splitAsStream(text.replace('\u2019', '\'')).map(String::strip).filter(s -> !s.isEmpty())
                .map(s -> OPENING.matcher(s).replaceFirst("")).map(Sentences::writtenOut).toList();
    }

    /** Whether a sentence asks, supposes, plans or quotes, and so states nothing. */
    static boolean statesNothing(String sentence) {
        return QUESTION.matcher(sentence).find() || SUPPOSED.matcher(sentence).find()
                || SUPPOSED_CHINESE.matcher(sentence).find() || QUOTE.matcher(sentence).find();
    }

    private static String writtenOut(String sentence) {
        return sentence.replaceAll("(?i)\\bI'm\\b", "I am").replaceAll("(?i)\\bI've\\b", "I have")
                .replaceAll("(?i)\\bI'd\\b", "I would").replaceAll("(?i)\\bI'll\\b", "I will")
                .replaceAll("(?i)\\bcan't\\b", "can not").replaceAll("(?i)\\bcannot\\b", "can not")
                .replaceAll("(?i)\\bwon't\\b", "will not").replaceAll("(?i)n't\\b", " not")
                .replaceAll("(?i)\\b(he|she|it|that)'s\\b", "$1 is").replaceAll("(?i)\\b(we|you|they)'re\\b", "$1 are")
                .replaceAll("\\s+", " ");
    }
}
