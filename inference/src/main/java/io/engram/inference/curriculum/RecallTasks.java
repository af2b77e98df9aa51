package io.engram.inference.curriculum;

import io.engram.inference.layout.Layout;
import io.engram.inference.layout.Note;
import io.engram.inference.layout.Prompt;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Answers from notes: one hop, two hops, newer fact wins, when something was said, and saying that nothing does. */
final class RecallTasks {
    private static final int MOST_QUESTIONS_BEFORE = 6;
    private static final Phrases CHATTER = Phrases.of("Good morning. | How are you today? | The weather is nice today. "
            + "| Thanks for your help. | See you later. | I slept well. | It rained all day. | Can you help me with something? "
            + "| I'm a bit tired. | That was a long day. | What a week. | Talk to you tomorrow. | * The bus was late again. "
            + "| * My coffee is getting cold.");

    private final Split split;
    private final RandomGenerator random;
    private final Town town;
    private final Teller teller;
    private final LocalDate today;
    private final List<Told> told = new ArrayList<>();

    /** A note and what it says, if anything. */
    private record Told(Note note, @Nullable Fact fact) {
    }

    private RecallTasks(Split split, RandomGenerator random) {
        this.split = split;
        this.random = random;
        this.town = new Town(split, random);
        this.teller = new Teller(split, random);
        this.today = town.today();
    }

    static Example oneHop(Split split, RandomGenerator random) {
        RecallTasks t = new RecallTasks(split, random);
        Fact fact = t.town.fact(t.somebody(), t.town.anyRelation());
        if (random.nextInt(6) == 0) {
            fact = t.town.fact(t.somebody(), Town.kinRelation());
        }
        fact = t.tell(fact, 1 + random.nextInt(300), random.nextInt(4) == 0);
        t.distract(fact, 2 + random.nextInt(7));
        int at = t.number(fact);
        return t.example("one-hop", t.teller.question(fact), random.nextInt(3) == 0 ? "[" + at + "] says it." : "",
                Teller.answer(fact) + " [" + at + "]", says(fact), fact);
    }

    static Example twoHops(Split split, RandomGenerator random) {
        RecallTasks t = new RecallTasks(split, random);
        Fact link = t.town.fact(random.nextInt(3) == 0 ? t.town.newName() : Fact.USER, Town.kinRelation());
        Fact fact = t.town.fact(link.object(), t.town.anyRelation());
        link = t.tell(link, 1 + random.nextInt(300), false);
        fact = t.tell(fact, 1 + random.nextInt(300), random.nextInt(4) == 0);
        Fact decoy = t.town.fact(t.town.newName(), fact.relation());
        if (!decoy.object().equals(fact.object())) {
            t.tell(decoy, 1 + random.nextInt(300), false);
        }
        t.distract(fact, 1 + random.nextInt(5));
        int a = t.number(link);
        int b = t.number(fact);
        String owner = link.ofUser() ? "my " + link.kin() : link.subject() + "'s " + link.kin();
        String yours = link.ofUser() ? "your " + link.kin() : owner;
        String thinking = Teller.answer(link) + " [" + a + "] " + Teller.answer(fact) + " [" + b + "]";
        return t.example("two-hops", t.teller.questionAbout(owner, fact), thinking,
                capital(Teller.answerAbout(yours + " " + fact.subject(), fact)) + " [" + a + "][" + b + "]",
                says(fact), link, fact);
    }

    static Example newerWins(Split split, RandomGenerator random) {
        RecallTasks t = new RecallTasks(split, random);
        Relation relation;
        do {
            relation = t.town.anyRelation();
        } while (!relation.single());
        Fact old = t.town.fact(t.somebody(), relation);
        Fact now = t.town.changed(old);
        int days = 1 + random.nextInt(150);
        int before = days + 1 + random.nextInt(150);
        old = t.tell(old, before, false);
        now = t.tell(now, days, random.nextInt(3) > 0);
        t.distract(now, 1 + random.nextInt(6));
        int at = t.number(now);
        int oldAt = t.number(old);
        String thinking = "[" + oldAt + "] " + t.today.minusDays(before) + ": " + old.object() + ". [" + at + "] "
                + t.today.minusDays(days) + ": " + now.object() + ". The newer one counts.";
        return t.example("newer-wins", t.teller.question(now), random.nextBoolean() ? thinking : "",
                Teller.answer(now) + " [" + at + "]",
                new Check.Says(List.of(now.object()), now.object().contains(old.object())
                        ? List.of()
                        : List.of(old.object())));
    }

    static Example unknown(Split split, RandomGenerator random) {
        RecallTasks t = new RecallTasks(split, random);
        Relation relation = random.nextInt(5) == 0 ? Town.kinRelation() : t.town.anyRelation();
        Fact asked = t.town.fact(t.somebody(), relation);
        if (random.nextInt(8) > 0) {
            // The tempting ones: the same relation of somebody else, another relation of the same person.
            t.tell(t.town.fact(asked.ofUser() || random.nextBoolean() ? t.town.newName() : Fact.USER, relation),
                    1 + random.nextInt(300), false);
            t.distract(asked, 1 + random.nextInt(7));
        }
        return t.example("unknown", t.teller.question(asked), "", Layout.UNKNOWN, new Check.Unknown());
    }

    /** Asks when something was said. */
    static Example when(Split split, RandomGenerator random) {
        RecallTasks t = new RecallTasks(split, random);
        Fact fact = t.town.fact(Fact.USER, t.town.anyRelation());
        int days = 1 + random.nextInt(300);
        fact = t.tell(fact, days, random.nextBoolean());
        String text = t.told.getFirst().note().text();
        t.distract(fact, 1 + random.nextInt(6));
        int at = t.number(fact);
        String plain = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        String question = Phrases
                .of("When did I say: {q}? | On what date did I tell you: {q}? | Which day did I say: {q}? | What day was it that I said: {q}? "
                        + "| When did I mention: {q}? | On which day did I mention: {q}? | * Which day was it that I "
                        + "mentioned: {q}?")
                .pick(split, random).replace("{q}", plain);
        LocalDate date = t.today.minusDays(days);
        return t.example("when", question, "", "You told me on " + date + ". [" + at + "]",
                new Check.Says(List.of(date.toString()), List.of()), fact);
    }

    private String somebody() {
        return random.nextBoolean() ? Fact.USER : town.newName();
    }

    /** Notes a fact, and gives it back as it is spelled there. */
    private Fact tell(Fact fact, int daysAgo, boolean change) {
        String text = teller.noisy(teller.statement(fact, change));
        Fact spelled = fact.asIn(text);
        told.add(new Told(new Note(today.minusDays(daysAgo), Fact.USER, text), spelled));
        return spelled;
    }

    /** Other notes: other relations of the same person, other people, chatter. None answers for {@code target}. */
    private void distract(Fact target, int count) {
        for (int i = 0; i < count; i++) {
            int days = 1 + random.nextInt(300);
            int kind = random.nextInt(5);
            if (kind == 0) {
                told.add(new Told(new Note(today.minusDays(days), Fact.USER, teller.noisy(CHATTER.pick(split, random))),
                        null));
                continue;
            }
            Relation relation = kind == 1 ? target.relation() : town.anyRelation();
            String subject = kind == 2 ? target.subject() : random.nextInt(3) == 0 ? Fact.USER : town.newName();
            Fact fact = town.fact(subject, relation.kin() ? town.anyRelation() : relation);
            boolean answers = fact.sameKey(target) || told.stream()
                    .anyMatch(x -> x.fact() != null && x.fact().sameKey(fact));
            if (!answers) {
                tell(fact, days, random.nextInt(4) == 0);
            }
        }
        Collections.shuffle(told, Random.from(random));
    }

    /** The number that a fact's note has in the prompt. */
    private int number(Fact fact) {
        for (int i = 0; i < told.size(); i++) {
            if (fact.equals(told.get(i).fact())) {
                return i + 1;
            }
        }
        throw new IllegalStateException("note of " + fact + ": not told");
    }

    private static Check says(Fact fact) {
        return new Check.Says(List.of(fact.object()), List.of("don't know"));
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private Example example(String suite, String question, String thinking, String reply, Check check,
            Fact... about) {
        String system = Layout.notes(today, told.stream().map(Told::note).toList())
                + new Scene(split, random, town).toolBlock(name -> true);
        Prompt prompt = new Prompt(system);
        if (split.learned() && random.nextInt(10) < 7) {
            askBefore(prompt, 1 + random.nextInt(MOST_QUESTIONS_BEFORE), List.of(about));
        }
        return new Example(suite, prompt.user(teller.noisy(question)).open(), thinking, reply, check);
    }

    /**
     * Earlier questions about the same notes: most of an example is notes that somebody has to read anyway, so more answers
     * teach more in the same time. Facts of which the notes give two values are left out,
     * and what the last question is about.
     */
    private void askBefore(Prompt prompt, int count, List<Fact> about) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < told.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, Random.from(random));
        int asked = 0;
        for (int at : order) {
            if (random.nextInt(8) == 0) {
                Fact absent = town.fact(town.newName(),
                        random.nextInt(4) == 0 ? Town.kinRelation() : town.anyRelation());
                prompt.user(teller.noisy(teller.question(absent))).assistant(Layout.UNKNOWN);
            }
            Fact fact = told.get(at).fact();
            if (fact == null || about.contains(fact) || asked == count
                    || told.stream().filter(t -> t.fact() != null && t.fact().sameKey(fact)).count() > 1) {
                continue;
            }
            asked++;
            prompt.user(teller.noisy(teller.question(fact))).assistant(Teller.answer(fact) + " [" + (at + 1) + "]");
        }
    }
}
