package io.engram.inference.curriculum;

import io.engram.inference.curriculum.RecallTasks.Change;
import io.engram.inference.curriculum.RecallTasks.Link;
import io.engram.inference.layout.KnownTools;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Many questions and requests to one scene: a date, notes, tools. Most of an example is a prompt that has to be read before
 * anything can be said, so everything that can be asked of a scene is asked of it.
 *
 * <p>In a drill few people have the same few relations, so that neither of the two alone says which note answers: without such
 * scenes a model learns to find the relation and takes anybody's.
 */
final class SceneLesson {
    private static final int MOST_NOTES = 9;
    private static final int LEAST_EXAMPLES = 8;
    private static final int MOST_EXAMPLES = 18;
    private static final int TRIES = 20;
    private static final double DRILL_FILLED = 0.85;

    /**
     * What drills ask: one hop below the first number of a hundred, two below the second, what has changed below the third, above
     * it what no note says. And how much of what is told has changed.
     */
    private record Shares(int oneHop, int twoHops, int newer, double changes) {
        private static final Shares EARLY = new Shares(50, 70, 82, 0.12);
        private static final Shares LATER = new Shares(36, 58, 79, 0.25);
        private static final Shares MIXED = new Shares(28, 50, 80, 0.45);

        static Shares of(Split split) {
            return switch (split) {
                case EARLY -> EARLY;
                case MIXED -> MIXED;
                case TRAINING, OPEN, EVALUATION -> LATER;
            };
        }
    }

    private final Shares shares;
    private final Split split;
    private final RandomGenerator random;
    private final Town town;
    private final Teller teller;
    private final NoteSet notes;
    private final RecallTasks recall;
    private final List<Link> links = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();

    private SceneLesson(Split split, RandomGenerator random, boolean plain, boolean finds) {
        this.split = split;
        this.shares = Shares.of(split);
        this.random = random;
        this.town = new Town(split, random);
        this.teller = new Teller(split, random, plain);
        this.notes = new NoteSet(split, random, town, teller);
        this.recall = new RecallTasks(split, random, town, teller, notes, finds);
    }

    /**
     * Examples that all have the same system turn.
     *
     * @param finds
     *            whether thinking always says first which note answers
     */
    static List<Example> make(Split split, RandomGenerator random, boolean finds) {
        SceneLesson lesson = new SceneLesson(split, random, false, finds);
        lesson.tell(random.nextInt(10) == 0 ? 0 : 2 + random.nextInt(MOST_NOTES - 1));
        ToolTask.Kit kit = ToolTask.kit(split, random, lesson.town);
        String system = lesson.notes.system() + kit.block();
        List<Example> examples = new ArrayList<>();
        int count = LEAST_EXAMPLES + random.nextInt(MOST_EXAMPLES - LEAST_EXAMPLES + 1);
        while (examples.size() < count) {
            examples.add(lesson.ask(system, kit));
        }
        return examples;
    }

    /** Examples about notes alone, which all have the same system turn. */
    static List<Example> drill(Split split, RandomGenerator random) {
        SceneLesson lesson = new SceneLesson(split, random, random.nextInt(3) == 0, true);
        lesson.tellDrill();
        String system = lesson.notes.system();
        List<Example> examples = new ArrayList<>();
        int count = LEAST_EXAMPLES + random.nextInt(MOST_EXAMPLES - LEAST_EXAMPLES + 1);
        while (examples.size() < count) {
            examples.add(lesson.askDrill(system));
        }
        return examples;
    }

    /** Most of what some people could have of some relations; who they are to each other; changes. */
    private void tellDrill() {
        int width = 1 + random.nextInt(3);
        int height = width == 1 ? 3 + random.nextInt(4) : 2 + random.nextInt(2);
        List<Relation> relations = new ArrayList<>();
        while (relations.size() < width) {
            Relation relation = town.anyRelation();
            if (!relations.contains(relation)) {
                relations.add(relation);
            }
        }
        List<String> people = new ArrayList<>();
        for (int i = 0; i < height; i++) {
            people.add(i == 0 && random.nextBoolean() ? Fact.USER : town.newName());
        }
        for (String person : people) {
            Optional<Fact> relative = relative(person, people);
            for (Relation relation : relations) {
                double kind = random.nextDouble();
                Fact fact = town.fact(person, relation);
                if (kind < shares.changes && relation.single()) {
                    changes.add(recall.changed(fact));
                } else if (kind < DRILL_FILLED) {
                    Fact told = notes.tell(fact, notes.daysAgo(), false);
                    relative.ifPresent(r -> links.add(new Link(r, told)));
                }
            }
        }
        notes.order();
    }

    /** Now and then, tells whose relative a person is. */
    private Optional<Fact> relative(String person, List<String> people) {
        if (person.equals(Fact.USER) || random.nextInt(3) > 0) {
            return Optional.empty();
        }
        String owner = random.nextBoolean() ? Fact.USER : people.get(random.nextInt(people.size()));
        Relation kin = Town.kinRelation();
        Fact relative = new Fact(owner, kin, town.fact(owner, kin).kin(), person);
        return owner.equals(person) || notes.answers(relative)
                ? Optional.empty()
                : Optional.of(notes.tell(relative, notes.daysAgo(), false));
    }

    private Example askDrill(String system) {
        List<Fact> facts = notes.facts();
        for (;;) {
            int kind = random.nextInt(100);
            if (kind < shares.oneHop) {
                if (!facts.isEmpty()) {
                    return recall.oneHop(system, facts.get(random.nextInt(facts.size())));
                }
            } else if (kind < shares.twoHops) {
                if (!links.isEmpty()) {
                    return recall.twoHops(system, links.get(random.nextInt(links.size())));
                }
            } else if (kind < shares.newer) {
                if (!changes.isEmpty()) {
                    return recall.newerWins(system, changes.get(random.nextInt(changes.size())));
                }
            } else {
                return recall.unknown(system, absent(facts));
            }
        }
    }

    private void tell(int count) {
        while (notes.size() < count) {
            int left = count - notes.size();
            int kind = random.nextInt(10);
            if (kind < 3 && left >= 3) {
                links.add(recall.link());
            } else if (kind < 5 && left >= 2) {
                changes.add(recall.change());
            } else if (kind < 9) {
                Fact fact = recall.anyFact();
                if (!notes.answers(fact)) {
                    fact = notes.tell(fact, notes.daysAgo(), random.nextInt(4) == 0);
                    notes.distract(fact, random.nextInt(Math.min(3, left)));
                }
            } else {
                notes.chat();
            }
        }
        notes.order();
    }

    private Example ask(String system, ToolTask.Kit kit) {
        List<Fact> facts = notes.facts();
        for (;;) {
            int kind = random.nextInt(100);
            if (kind < 24) {
                if (!facts.isEmpty()) {
                    return recall.oneHop(system, facts.get(random.nextInt(facts.size())));
                }
            } else if (kind < 44) {
                if (!links.isEmpty()) {
                    return recall.twoHops(system, links.get(random.nextInt(links.size())));
                }
            } else if (kind < 56) {
                if (!changes.isEmpty()) {
                    return recall.newerWins(system, changes.get(random.nextInt(changes.size())));
                }
            } else if (kind < 70) {
                return recall.unknown(system, absent(facts));
            } else if (kind < 74) {
                if (!facts.isEmpty()) {
                    return recall.when(system, facts.get(random.nextInt(facts.size())));
                }
            } else if (kind < 88) {
                if (!kit.isEmpty()) {
                    return kit.request(system);
                }
            } else if (kind < 92) {
                return DialogueTask.told(split, random, town, system);
            } else if (kind < 94) {
                return DialogueTask.smallTalk(split, random, system);
            } else if (!kit.offers(KnownTools.CALCULATOR)) {
                return kind < 98
                        ? ArithmeticTask.make(split, random, system)
                        : CalendarTask.make(split, random, notes.today(), system);
            }
        }
    }

    /** Something to ask that no note answers: of a person of the notes, or of what the notes say of others. */
    private Fact absent(List<Fact> facts) {
        for (int i = 0; i < TRIES && !facts.isEmpty(); i++) {
            Fact near = facts.get(random.nextInt(facts.size()));
            boolean sameRelation = random.nextBoolean();
            String subject = !sameRelation ? near.subject() : random.nextInt(3) == 0 ? Fact.USER : someName(facts);
            Fact asked = sameRelation
                    ? new Fact(subject, near.relation(), near.kin(), near.object())
                    : town.fact(subject, random.nextInt(5) == 0 ? Town.kinRelation() : town.anyRelation());
            if (!notes.answers(asked)) {
                return asked;
            }
        }
        return town.fact(town.newName(), town.anyRelation());
    }

    /** Of the notes, or of nobody in them. */
    private String someName(List<Fact> facts) {
        return random.nextBoolean() ? facts.get(random.nextInt(facts.size())).subject() : town.newName();
    }
}
