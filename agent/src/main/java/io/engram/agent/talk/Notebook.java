package io.engram.agent.talk;

import io.engram.inference.layout.Layout;
import io.engram.memory.AgentMemory;
import io.engram.memory.Episode;
import io.engram.memory.EpisodeDraft;
import io.engram.memory.Layer;
import io.engram.memory.MemoryException;
import io.engram.memory.RecallQuery;
import io.engram.memory.RecalledItem;
import io.engram.memory.semantic.Fact;
import io.engram.memory.semantic.FactDraft;
import io.engram.memory.working.WorkingDraft;
import io.engram.memory.working.WorkingItem;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory as a conversation uses it: what was said, the notes for a question, what is to be reminded of.
 *
 * <p>Thread-safe, as memory is; calls block.
 */
final class Notebook {
    /** Attribute that tells what an episode of the conversation is. */
    private static final String KIND = "kind";
    private static final String QUESTION = "question";
    private static final String REMINDER = "reminder";
    private static final String REMINDED = "reminded";
    private static final String DUE = "due";
    private static final String OF = "of";
    private static final String CHAT = "chat";
    private static final int CANDIDATES = 3 * Layout.MOST_NOTES;
    private static final int SECOND_HOP = 3;
    private static final int LONGEST_NOTE = 300;
    private static final int REMINDERS_LOOKED_AT = 2000;
    private static final Pattern TIME = Pattern.compile("(\\d{1,2})(?::(\\d{2}))? ?([ap]m)?");
    private static final Set<String> PLAIN_WORDS = Set.of("lives", "works", "goes", "travels", "plays", "speaks",
            "studies",
            "owns", "is", "in", "at", "as", "to", "has", "have", "a", "an", "called", "the", "of", "on", "favourite",
            "user");

    private final AgentMemory memory;
    private final Clock clock;

    Notebook(AgentMemory memory, Clock clock) {
        this.memory = memory;
        this.clock = clock;
    }

    LocalDate today() {
        return LocalDate.now(clock);
    }

    LocalTime now() {
        return LocalTime.now(clock);
    }

    /** Remembers what the user said, and holds it in mind. */
    Episode told(String text) {
        return record(EpisodeDraft.said(Layout.USER, text));
    }

    /** Remembers that the user asked; a question is never a note for an answer. */
    Episode asked(String text) {
        return record(EpisodeDraft.said(Layout.USER, text).withSalience(0.2).withAttributes(Map.of(KIND, QUESTION)));
    }

    /** Keeps something to be reminded of at the next time that a clock shows this. */
    Episode remind(String text, String time) {
        Instant due = next(time);
        return record(EpisodeDraft.said(Layout.USER, "Remind me to " + text + " at " + time + ".")
                .withAttributes(Map.of(KIND, REMINDER, DUE, due.toString())));
    }

    private Episode record(EpisodeDraft draft) {
        try {
            Episode episode = memory.record(draft.withEventTime(clock.instant())).join();
            memory.working().add(WorkingDraft.copyOf(episode.id(), draft)).exceptionally(tooLarge -> null).join();
            return episode;
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof MemoryException known)
                throw known;
            throw failed;
        }
    }

    private Instant next(String time) {
        Matcher m = TIME.matcher(time.strip().toLowerCase(Locale.ROOT));
        try {
            if (!m.matches())
                throw new DateTimeException(time);
            int hour = Integer.parseInt(m.group(1));
            int minute = m.group(2) == null ? 0 : Integer.parseInt(m.group(2));
            boolean either = m.group(3) == null && hour >= 1 && hour < 12;
            if (m.group(3) != null)
                hour = hour % 12 + (m.group(3).equals("pm") ? 12 : 0);
            Instant first = after(LocalTime.of(hour, minute));
            Instant second = either ? after(LocalTime.of(hour + 12, minute)) : first;
            return first.isBefore(second) ? first : second;
        } catch (DateTimeException noTime) {
            throw new IllegalArgumentException("time: expected one such as 17:30 or 5 pm, received '" + time + "'",
                    noTime);
        }
    }

    private Instant after(LocalTime time) {
        ZonedDateTime now = ZonedDateTime.now(clock);
        ZonedDateTime today = now.with(time);
        return (today.isAfter(now) ? today : today.plusDays(1)).toInstant();
    }

    /** What is to be reminded of now; each is given once. */
    List<String> due() {
        List<Episode> latest = memory.episodic().latest(REMINDERS_LOOKED_AT);
        Set<String> done = new HashSet<>();
        for (Episode e : latest)
            if (REMINDED.equals(e.attributes().get(KIND)))
                done.add(e.attributes().getOrDefault(OF, ""));
        List<String> due = new ArrayList<>();
        Instant now = clock.instant();
        for (Episode e : latest.reversed()) {
            if (REMINDER.equals(e.attributes().get(KIND)) && !done.contains(Long.toString(e.id()))
                    && !Instant.parse(e.attributes().getOrDefault(DUE, Instant.MAX.toString())).isAfter(now)) {
                due.add(e.text());
                record(EpisodeDraft.said("agent", "Reminded.").withSalience(0.1)
                        .withAttributes(Map.of(KIND, REMINDED, OF, Long.toString(e.id()))));
            }
        }
        return due;
    }

    /**
     * Notes for a question, the most fitting first. Where the question names a relation that is known of somebody ("my sister"),
     * what is remembered of that other one comes too.
     *
     * @param most
     *            at most so many
     * @param current
     *            whether to leave out what only says what has changed since
     */
    List<Source> notes(String question, int most, boolean current) {
        memory.awaitEmbeddings();
        Set<Long> overtaken = current ? overtaken() : Set.of();
        Set<Long> first = episodes(question);
        first.removeAll(overtaken);
        Set<Long> ids = new LinkedHashSet<>();
        List<String> others = linked(question);
        int own = others.isEmpty() ? most : Math.max(1, most - SECOND_HOP * others.size());
        first.stream().limit(own).forEach(ids::add);
        for (String other : others)
            episodes(other + ": " + question).stream().filter(id -> !ids.contains(id) && !overtaken.contains(id))
                    .limit(SECOND_HOP).forEach(ids::add);
        ids.addAll(first);
        List<Source> notes = new ArrayList<>();
        for (long id : ids) {
            if (notes.size() == most)
                break;
            memory.episodic().get(id).map(e -> source(e, notes.size() + 1)).ifPresent(notes::add);
        }
        for (WorkingItem item : memory.working().items())
            if (ids.contains(item.episode()))
                memory.working().touch(item.id());
        return notes;
    }

    /** Episodes that state only what a later one has put an end to. */
    private Set<Long> overtaken() {
        Set<Long> old = new HashSet<>();
        Set<Long> valid = new HashSet<>();
        for (Fact fact : memory.semantic().facts()) {
            valid.addAll(fact.episodes());
            for (Fact version : memory.semantic().history(fact.subject(), fact.relation()))
                if (version.closedBy() != 0)
                    old.addAll(version.episodes());
        }
        old.removeAll(valid);
        return old;
    }

    private Set<Long> episodes(String query) {
        Set<Long> ids = new LinkedHashSet<>();
        for (RecalledItem item : memory.recall(RecallQuery.of(query).withLimit(CANDIDATES)).items()) {
            if (item.layer() == Layer.EPISODIC)
                ids.add(item.id());
            else if (item.layer() == Layer.SEMANTIC && !item.episodes().isEmpty())
                ids.add(item.episodes().getLast());
        }
        ids.removeIf(id -> !said(id));
        return ids;
    }

    /** Whether an episode is something that was told in a conversation. */
    private boolean said(long id) {
        Optional<Episode> episode = memory.episodic().get(id);
        if (episode.isEmpty())
            return false;
        String kind = episode.get().attributes().getOrDefault(KIND, "");
        return episode.get().channel().equals(CHAT) && !kind.equals(QUESTION) && !kind.equals(REMINDED);
    }

    /** Who stands in a relation that the question names, to the user or to somebody whom it names. */
    private List<String> linked(String question) {
        List<String> words = words(question);
        Set<String> others = new LinkedHashSet<>();
        Instant now = clock.instant();
        Set<String> subjects = new LinkedHashSet<>(words);
        if (words.contains("my"))
            subjects.add(Layout.USER);
        for (String subject : subjects) {
            if (PLAIN_WORDS.contains(subject) && !subject.equals(Layout.USER))
                continue;
            for (Fact fact : memory.semantic().about(subject, now))
                if (!fact.negated() && words(fact.relation()).stream()
                        .anyMatch(w -> !PLAIN_WORDS.contains(w) && words.contains(w)))
                    others.add(fact.object());
        }
        return others.stream().limit(2).toList();
    }

    private static List<String> words(String text) {
        return List.of(text.toLowerCase(Locale.ROOT).replace("'s", "").split("[^\\p{L}\\p{N}]+", -1)).stream()
                .filter(w -> !w.isEmpty()).toList();
    }

    /** An episode as a note. */
    Source source(Episode e, int number) {
        return new Source(number, e.id(), LocalDate.ofInstant(e.eventTime(), clock.getZone()), e.actor(),
                line(e.text(), LONGEST_NOTE));
    }

    /** A text on one line and not too long. */
    static String line(String text, int most) {
        String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        if (line.length() <= most)
            return line;
        int end = Character.isHighSurrogate(line.charAt(most - 1)) ? most - 1 : most;
        return line.substring(0, end) + "…";
    }

    /** Takes in what an episode states; one that only ends what nobody knew changes nothing. */
    List<Fact> learn(List<FactDraft> drafts) {
        List<Fact> facts = new ArrayList<>();
        for (FactDraft draft : drafts) {
            try {
                facts.add(memory.semantic().learn(draft).join());
            } catch (CompletionException refused) {
                if (!(refused.getCause() instanceof MemoryException known))
                    throw refused;
                if (draft.polarity() != FactDraft.Polarity.ENDS && draft.polarity() != FactDraft.Polarity.REFUTES)
                    throw known;
            }
        }
        return facts;
    }

    AgentMemory memory() {
        return memory;
    }
}
