package io.engram.inference.curriculum;

import io.engram.inference.layout.Layout;
import io.engram.inference.layout.Prompt;
import java.time.LocalDate;
import java.util.List;
import java.util.random.RandomGenerator;

/** Answers from notes: one hop, two hops, newer fact wins, when something was said, and saying that nothing does. */
final class RecallTasks {
    private static final Phrases WHEN = Phrases.of("When did I say: {q}? | On what date did I tell you: {q}? "
            + "| Which day did I say: {q}? | What day was it that I said: {q}? | When did I mention: {q}? "
            + "| On which day did I mention: {q}? | Tell me the day on which I said: {q}. | What is the date of: {q}? "
            + "| When was it that I told you: {q}? | * Which day was it that I mentioned: {q}?");

    /** What is thought at first where no note answers. */
    private static final String NOT_FOUND = "No note says it.";

    private final Split split;
    private final RandomGenerator random;
    private final Town town;
    private final Teller teller;
    private final NoteSet notes;
    private final boolean finds;

    /**
     * Questions about some notes; {@code town} is where they come from.
     *
     * @param finds
     *            whether thinking always says first which note answers, or that none does
     */
    RecallTasks(Split split, RandomGenerator random, Town town, Teller teller, NoteSet notes, boolean finds) {
        this.split = split;
        this.random = random;
        this.town = town;
        this.teller = teller;
        this.notes = notes;
        this.finds = finds;
    }

    private RecallTasks(Split split, RandomGenerator random) {
        this.split = split;
        this.random = random;
        this.finds = true;
        this.town = new Town(split, random);
        this.teller = new Teller(split, random);
        this.notes = new NoteSet(split, random, town, teller);
    }

    // ---- whole examples, each with notes of its own

    static Example oneHop(Split split, RandomGenerator random) {
        RecallTasks t = new RecallTasks(split, random);
        Fact fact = t.notes.tell(t.anyFact(), t.notes.daysAgo(), random.nextInt(4) == 0);
        t.notes.distract(fact, 2 + random.nextInt(7));
        t.notes.order();
        return t.oneHop(t.system(), fact);
    }

    static Example twoHops(Split split, RandomGenerator random) {
        RecallTasks t = new RecallTasks(split, random);
        Link link = t.link();
        t.notes.distract(link.fact, 1 + random.nextInt(5));
        t.notes.order();
        return t.twoHops(t.system(), link);
    }

    static Example newerWins(Split split, RandomGenerator random) {
        RecallTasks t = new RecallTasks(split, random);
        Change change = t.change();
        t.notes.distract(change.now, 1 + random.nextInt(6));
        t.notes.order();
        return t.newerWins(t.system(), change);
    }

    static Example unknown(Split split, RandomGenerator random) {
        RecallTasks t = new RecallTasks(split, random);
        Relation relation = random.nextInt(5) == 0 ? Town.kinRelation() : t.town.anyRelation();
        Fact asked = t.town.fact(t.somebody(), relation);
        if (random.nextInt(8) > 0) {
            // The tempting ones: the same relation of somebody else, another relation of the same person.
            t.notes.tell(t.town.fact(asked.ofUser() || random.nextBoolean() ? t.town.newName() : Fact.USER, relation),
                    t.notes.daysAgo(), false);
            t.notes.distract(asked, 1 + random.nextInt(7));
            t.notes.order();
        }
        return t.unknown(t.system(), asked);
    }

    /** Asks when something was said. */
    static Example when(Split split, RandomGenerator random) {
        RecallTasks t = new RecallTasks(split, random);
        Fact fact = t.notes.tell(t.town.fact(Fact.USER, t.town.anyRelation()), t.notes.daysAgo(), random.nextBoolean());
        t.notes.distract(fact, 1 + random.nextInt(6));
        t.notes.order();
        return t.when(t.system(), fact);
    }

    private String system() {
        return notes.system() + new Scene(split, random, town).toolBlock(name -> true);
    }

    // ---- what may be told

    /** Somebody's relative, and something about that one. */
    record Link(Fact relative, Fact fact) {
    }

    /** What was true, and what is. */
    record Change(Fact old, Fact now) {
    }

    private String somebody() {
        return random.nextBoolean() ? Fact.USER : town.newName();
    }

    /** Something to tell: about the user or a newcomer. */
    Fact anyFact() {
        return town.fact(somebody(), random.nextInt(6) == 0 ? Town.kinRelation() : town.anyRelation());
    }

    /** Tells of a relative, something about that one, and mostly the same about somebody else. */
    Link link() {
        Fact relative;
        do {
            relative = town.fact(random.nextInt(3) == 0 ? town.newName() : Fact.USER, Town.kinRelation());
        } while (notes.answers(relative));
        Fact fact = town.fact(relative.object(), town.anyRelation());
        relative = notes.tell(relative, notes.daysAgo(), false);
        fact = notes.tell(fact, notes.daysAgo(), random.nextInt(4) == 0);
        Fact decoy = town.fact(town.newName(), fact.relation());
        if (!decoy.object().equals(fact.object())) {
            notes.tell(decoy, notes.daysAgo(), false);
        }
        return new Link(relative, fact);
    }

    /** As {@link #changed}, about something that no note answers. */
    Change change() {
        Fact old;
        do {
            old = town.fact(somebody(), town.anyRelation());
        } while (!old.relation().single() || notes.answers(old));
        return changed(old);
    }

    /** Tells something, and later that it has changed, now and then on the same day. */
    Change changed(Fact old) {
        Fact now = town.changed(old);
        int days = 1 + random.nextInt(150);
        int before = split != Split.EARLY && random.nextInt(6) == 0 ? days : days + 1 + random.nextInt(150);
        return new Change(notes.tell(old, before, false), notes.tell(now, days, random.nextInt(3) > 0));
    }

    // ---- questions

    Example oneHop(String system, Fact fact) {
        int at = notes.number(fact);
        return example("one-hop", system, teller.question(fact),
                random.nextInt(3) == 0 || finds ? keyed() ? found(fact) : number(at) : "",
                Teller.answer(fact) + " [" + at + "]", says(fact));
    }

    Example twoHops(String system, Link link) {
        Fact relative = link.relative;
        Fact fact = link.fact;
        int a = notes.number(relative);
        int b = notes.number(fact);
        String owner = relative.ofUser() ? "my " + relative.kin() : relative.subject() + "'s " + relative.kin();
        String yours = relative.ofUser() ? "your " + relative.kin() : owner;
        String thinking = keyed()
                ? found(relative) + " " + found(fact)
                : finds
                        ? "[" + a + "] " + Teller.answer(relative) + " [" + b + "] " + Teller.answer(fact)
                        : Teller.answer(relative) + " [" + a + "] " + Teller.answer(fact) + " [" + b + "]";
        return example("two-hops", system, teller.questionAbout(owner, fact), thinking,
                capital(Teller.answerAbout(yours + " " + fact.subject(), fact)) + " [" + a + "][" + b + "]",
                says(fact));
    }

    Example newerWins(String system, Change change) {
        Fact old = change.old;
        Fact now = change.now;
        int at = notes.number(now);
        String thinking = keyed()
                ? found(now)
                : "[" + notes.number(old) + "] " + notes.note(old).date() + ": " + old.object() + ". [" + at
                        + "] "
                        + notes.note(now).date() + ": " + now.object() + ". The newer one counts.";
        return example("newer-wins", system, teller.question(now), random.nextBoolean() || finds ? thinking : "",
                Teller.answer(now) + " [" + at + "]",
                new Check.Says(List.of(now.object()), now.object().contains(old.object())
                        ? List.of()
                        : List.of(old.object())));
    }

    Example unknown(String system, Fact asked) {
        return example("unknown", system, teller.question(asked), keyed() ? notFound(asked) : finds ? NOT_FOUND : "",
                Layout.UNKNOWN,
                new Check.Unknown());
    }

    Example when(String system, Fact fact) {
        String text = notes.note(fact).text();
        String plain = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        LocalDate date = notes.note(fact).date();
        return example("when", system, WHEN.pick(split, random).replace("{q}", plain),
                keyed() ? text + " [" + notes.number(fact) + "]" : finds ? number(notes.number(fact)) : "",
                "You told me on " + date + ". [" + notes.number(fact) + "]",
                new Check.Says(List.of(date.toString()), List.of()));
    }

    private static String number(int note) {
        return "[" + note + "] says it.";
    }

    /** Whether thinking says in the words of facts what is looked for, and what the note that has it says. */
    private boolean keyed() {
        return split != Split.EARLY;
    }

    private String found(Fact fact) {
        return key(fact) + ": [" + notes.number(fact) + "] " + fact.object() + ".";
    }

    /** What is thought about something that no note says. */
    static String notFound(Fact asked) {
        return key(asked) + ": none.";
    }

    private static String key(Fact fact) {
        return fact.subject() + " " + fact.relationName();
    }

    private static Check says(Fact fact) {
        return new Check.Says(List.of(fact.object()), List.of("don't know"));
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private Example example(String suite, String system, String question, String thinking, String reply, Check check) {
        return new Example(suite, new Prompt(system).user(teller.noisy(question)).open(), thinking, reply, check);
    }
}
