package io.engram.agent.talk;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a message wants, read from its words alone. A small model is shown only what that takes, as it was in training. */
public enum Intent {
    /** Says something to remember. */
    STATEMENT,
    /** Asks for what memory may hold. */
    QUESTION,
    /** Greets, thanks, or is about the agent itself. */
    SMALL_TALK,
    /** Asks for something that a tool does. */
    TOOL,
    /** Asks about dates, counted from today. */
    CALENDAR,
    /** Brings along all that its answer takes. */
    PUZZLE;

    private static final Pattern ASKS = Pattern.compile(
            "^(?:what|where|which|who|whose|whom|when|why|how|do|does|did|is|are|am|was|were|can|could|will|would|have|has"
                    + "|should|tell me|sum up|describe|list|remember when|in what|in which|on what|on which|at what)\\b.*");
    private static final Pattern FILLER = Pattern.compile(
            "^(?:by the way|well|hey|so|oh|listen|just so you know|um|hi|hello|good news|guess what|please|and|but|ok|okay)"
                    + "[,:]? +");
    private static final Pattern GREETING = Pattern.compile(
            "^(?:hello|hi|hi there|hey|good (?:morning|evening|night|afternoon|job)|greetings|thanks?(?: you| a lot| for .*)?"
                    + "|(?:good)?bye|see you.*|farewell|well done|much obliged|that is wrong|that's not right"
                    + "|you made a mistake|introduce yourself)[.!?, ]*$");
    private static final Pattern AGENT = Pattern.compile("\\byou(?:r|rself)?\\b");
    private static final Pattern SPEAKER = Pattern.compile("\\b(?:i|i'm|my|me|mine|we|our|us|about)\\b");
    private static final Pattern LATER_NAME = Pattern.compile(".+[^.!?] (?!I\\b|Chinese\\b)\\p{Lu}\\p{L}+.*");
    private static final Pattern DAYS_FROM_TODAY = Pattern
            .compile("\\b(?:in \\d+ days|\\d+ days from (?:now|today))\\b");
    private static final Pattern BETWEEN_TIMES = Pattern.compile(
            "\\b\\d{1,2}:\\d{2}\\b.*\\b(?:to|and|at)\\b.*\\b\\d{1,2}:\\d{2}\\b.*\\?$");
    private static final Pattern OWN_CLUES = Pattern.compile("^[^?]+[.!] +[^.!?]+\\?$");
    private static final List<Pattern> TOOLS = List.of(
            Pattern.compile("\\bwhat time is it\\b|\\b(?:me|know) the time\\b|\\bclock\\b|\\bhow late\\b"),
            Pattern.compile("\\d\\s*(?:[-+*/×]|plus|minus|times|divided by)\\s*[(]?-?\\d"),
            Pattern.compile("\\b(?:calculate|compute|multiply|divide|add|subtract|how much is)\\b.*\\d.*\\d"),
            Pattern.compile("\\b(?:make|take|write)\\b.*\\b(?:note|down)\\b|^note\\b|\\bplease note\\b|\\bon my list:"),
            Pattern.compile("\\bremind me\\b|\\breminder\\b|\\bdon't let me forget\\b"),
            Pattern.compile("\\b(?:search|look|go)\\b.*\\bmemory\\b|\\bdid i say about\\b"));

    /**
     * Reads a message.
     *
     * @param message
     *            in words
     * @param tools
     *            names of tools beyond the agent's own; a message that has all words of a name asks for that tool
     */
    public static Intent of(String message, List<String> tools) {
        String text = message.strip().toLowerCase(Locale.ROOT).replace('\u2019', '\'');
        if (GREETING.matcher(text).matches())
            return SMALL_TALK;
        String bare = FILLER.matcher(text).replaceFirst("");
        if (DAYS_FROM_TODAY.matcher(bare).find() && asks(bare))
            return CALENDAR;
        if (TOOLS.stream().anyMatch(cue -> cue.matcher(bare).find()) || tools.stream().anyMatch(t -> names(bare, t)))
            return TOOL;
        if (BETWEEN_TIMES.matcher(bare).find() || OWN_CLUES.matcher(bare).matches())
            return PUZZLE;
        if (!asks(bare))
            return STATEMENT;
        boolean ofAgent = AGENT.matcher(bare).find() && !SPEAKER.matcher(bare).find()
                && !LATER_NAME.matcher(message.strip()).matches();
        return ofAgent ? SMALL_TALK : QUESTION;
    }

    /** Whether the answer is to come from memory. */
    public boolean recalls() {
        return this == QUESTION;
    }

    /** Whether tools are shown with it. */
    public boolean mayCall() {
        return this == QUESTION || this == TOOL;
    }

    private static boolean asks(String text) {
        return text.endsWith("?") || ASKS.matcher(text).matches();
    }

    private static boolean names(String text, String tool) {
        List<String> words = List.of(tool.toLowerCase(Locale.ROOT).split("_", -1));
        return words.stream().allMatch(w -> text.matches("(?s).*\\b" + Pattern.quote(w) + "\\b.*"));
    }
}
