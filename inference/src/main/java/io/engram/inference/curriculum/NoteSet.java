package io.engram.inference.curriculum;

import io.engram.inference.layout.Layout;
import io.engram.inference.layout.Note;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The notes of a prompt, and what they say. One thread. */
final class NoteSet {
    private static final int MOST_DAYS = 300;
    private static final Phrases CHATTER = Phrases.of(
            "Good morning. | How are you today? | The weather is nice today. | Thanks for your help. "
                    + "| See you later. | I slept well. | It rained all day. | Can you help me with something? "
                    + "| I'm a bit tired. | That was a long day. | What a week. | Talk to you tomorrow. "
                    + "| I missed the bus. | Here comes the bus. | The train is late. | I'm late again, sorry. "
                    + "| It is getting dark. | My tea is cold. | It's getting cold outside. "
                    + "| The coffee is ready. | I need a coffee now. | The shop was full. | It's Monday again. "
                    + "| * The bus was late again. | * My coffee is getting cold.");

    private final Split split;
    private final RandomGenerator random;
    private final Town town;
    private final Teller teller;
    private final LocalDate today;
    private final List<Told> told = new ArrayList<>();

    /** A note and what it says, if anything. */
    private record Told(Note note, @Nullable Fact fact) {
    }

    NoteSet(Split split, RandomGenerator random, Town town, Teller teller) {
        this.split = split;
        this.random = random;
        this.town = town;
        this.teller = teller;
        this.today = town.today();
    }

    LocalDate today() {
        return today;
    }

    int size() {
        return told.size();
    }

    /** Any day on which something may have been said. */
    int daysAgo() {
        return 1 + random.nextInt(MOST_DAYS);
    }

    /** Notes a fact, and gives it back as it is spelled there. */
    Fact tell(Fact fact, int daysAgo, boolean change) {
        String text = teller.noisy(teller.statement(fact, change));
        Fact spelled = fact.asIn(text);
        told.add(new Told(new Note(today.minusDays(daysAgo), Fact.USER, text), spelled));
        return spelled;
    }

    /** Notes something that says nothing. */
    void chat() {
        told.add(new Told(
                new Note(today.minusDays(daysAgo()), Fact.USER, teller.noisy(CHATTER.pick(split, random))), null));
    }

    /** Whether a note answers the question for a fact. */
    boolean answers(Fact asked) {
        return told.stream().anyMatch(t -> t.fact != null && t.fact.sameKey(asked));
    }

    /** Other notes: other relations of the same person, other people, chatter. None answers for {@code target}. */
    void distract(Fact target, int count) {
        for (int i = 0; i < count; i++) {
            int kind = random.nextInt(5);
            if (kind == 0) {
                chat();
                continue;
            }
            Relation relation = kind == 1 ? target.relation() : town.anyRelation();
            String subject = kind == 2 ? target.subject() : random.nextInt(3) == 0 ? Fact.USER : town.newName();
            Fact fact = town.fact(subject, relation.kin() ? town.anyRelation() : relation);
            if (!fact.sameKey(target) && !answers(fact)) {
                tell(fact, daysAgo(), random.nextInt(4) == 0);
            }
        }
    }

    /** Brings the notes into the order of their days; those of one day stay as they were told. At first, in any order. */
    void order() {
        if (split == Split.EARLY) {
            Collections.shuffle(told, Random.from(random));
        } else {
            told.sort(Comparator.comparing(t -> t.note.date()));
        }
    }

    /** The number that a fact's note has in the prompt. */
    int number(Fact fact) {
        for (int i = 0; i < told.size(); i++) {
            if (fact.equals(told.get(i).fact)) {
                return i + 1;
            }
        }
        throw new IllegalStateException("note of " + fact + ": not told");
    }

    /** The note of a fact. */
    Note note(Fact fact) {
        return told.get(number(fact) - 1).note;
    }

    /** What the notes say and say only once. */
    List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        for (Told t : told) {
            Fact fact = t.fact;
            if (fact != null && told.stream().filter(o -> o.fact != null && o.fact.sameKey(fact)).count() == 1) {
                facts.add(fact);
            }
        }
        return facts;
    }

    /** A system turn with the date and the notes. */
    String system() {
        return system(split, today, told.stream().map(Told::note).toList());
    }

    /** A system turn with the date and some notes; at first these have their number at the beginning only. */
    static String system(Split split, LocalDate today, List<Note> notes) {
        return split == Split.EARLY
                ? Layout.notes(today, notes).replaceAll("(?m) \\[\\d+]$", "")
                : Layout.notes(today, notes);
    }
}
