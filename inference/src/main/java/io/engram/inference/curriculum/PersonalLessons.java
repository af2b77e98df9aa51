package io.engram.inference.curriculum;

import io.engram.inference.Tokenizer;
import io.engram.inference.layout.Layout;
import io.engram.inference.layout.Prompt;
import io.engram.inference.train.Document;
import io.engram.inference.train.DocumentSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What a model has to read to know some facts by heart: questions for them that no note answers, questions for what is not
 * among them, which it must go on not to know, and the lessons it was raised with, so that it forgets none of its skills
 * (rehearsal, Robins 1995).
 *
 * <p>May be shared by threads.
 */
final class PersonalLessons implements DocumentSource {
    private static final double REHEARSED = 0.5;
    private static final double NOT_KNOWN = 0.2;

    private final List<Fact> facts;
    private final Lessons lessons;
    private final long seed;

    /**
     * Lessons over some facts.
     *
     * @param longest
     *            most tokens of a document
     */
    PersonalLessons(List<Fact> facts, Tokenizer tokenizer, int longest, long seed) {
        this.facts = List.copyOf(facts);
        this.lessons = new Lessons(new Curriculum(seed), tokenizer, longest);
        this.seed = seed;
    }

    @Override
    public Document document(long index) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E37_79B9_7F4A_7C15L ^ index).split();
        double kind = random.nextDouble();
        if (kind < REHEARSED) {
            return lessons.document(Curriculum.LATER_FROM + index);
        }
        Example example = kind < REHEARSED + NOT_KNOWN
                ? notKnown(facts, Split.TRAINING, random)
                : known(facts.get(random.nextInt(facts.size())), Split.TRAINING, random);
        return lessons.of(List.of(example), random, false);
    }

    /** A question for a fact, with no note that answers it. */
    static Example known(Fact fact, Split split, RandomGenerator random) {
        Teller teller = new Teller(split, random);
        return example("by-heart", teller.noisy(teller.question(fact)), "", Teller.answer(fact),
                new Check.Says(List.of(fact.object()), List.of("don't know")), split, random);
    }

    /** A question for something of the same kind that is not among the facts, with no note that answers it. */
    static Example notKnown(List<Fact> facts, Split split, RandomGenerator random) {
        Town town = new Town(split, random);
        for (;;) {
            Fact like = facts.get(random.nextInt(facts.size()));
            String subject = random.nextInt(3) == 0 ? like.subject() : town.newName();
            Fact asked = random.nextInt(3) == 0
                    ? town.fact(subject, town.anyRelation())
                    : new Fact(subject, like.relation(), like.kin(), like.object());
            if (facts.stream().noneMatch(f -> f.sameKey(asked))) {
                Teller teller = new Teller(split, random);
                return example("not-known", teller.noisy(teller.question(asked)), RecallTasks.notFound(asked),
                        Layout.UNKNOWN, new Check.Unknown(), split, random);
            }
        }
    }

    private static Example example(String suite, String question, String thinking, String reply, Check check,
            Split split, RandomGenerator random) {
        Town town = new Town(split, random);
        String system = random.nextBoolean()
                ? Layout.notes(town.today(), List.of())
                : new Scene(split, random, town).system(town.today(), name -> true);
        return new Example(suite, new Prompt(system).user(question).open(), thinking, reply, check);
    }
}
