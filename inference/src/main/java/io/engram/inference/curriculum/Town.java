package io.engram.inference.curriculum;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Makes people and what is true of them. */
final class Town {
    private static final Phrases OTHERS = Phrases
            .of("tailor | hairdresser | driver | trainer | lawyer | gardener | banker "
                    + "| vet | butcher | baker | plumber | cleaner | tutor | guide | coach | captain | manager | partner | helper "
                    + "| assistant | room mate | team mate | class mate | tennis partner | chess partner | travel partner "
                    + "| old teacher | music teacher | dance teacher | family doctor | eye doctor | bus driver | pen pal "
                    + "| grandfather | grandmother | grandson | godmother | nephew | niece | stepson | twin | fiancé | guest "
                    + "| host | client | rival | mentor | pupil | apprentice | buddy | former boss");

    private final Split split;
    private final RandomGenerator random;
    private final Words words = Words.shipped();
    private final List<String> names = new ArrayList<>();

    Town(Split split, RandomGenerator random) {
        this.split = split;
        this.random = random;
    }

    /** A day on which the conversation takes place. */
    LocalDate today() {
        return LocalDate.of(2025, 1, 1).plusDays(random.nextInt(365 * 4));
    }

    /** A name that nobody in this town has yet. */
    String newName() {
        for (int tries = 0; tries < 200; tries++) {
            String name = split == Split.MIXED && random.nextInt(5) == 0
                    ? capital(PseudoWord.next(random)) + " " + capital(PseudoWord.next(random))
                    : words.pick("first", split, random);
            if (!names.contains(name)) {
                names.add(name);
                return name;
            }
        }
        throw new IllegalStateException("names: expected fewer than " + names.size() + " people in a town");
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    String word(String pool) {
        return words.pick(pool, split, random);
    }

    /** A relation that is no kinship. */
    Relation anyRelation() {
        List<Relation> all = Relation.shipped();
        for (;;) {
            Relation relation = all.get(random.nextInt(all.size()));
            if (!relation.kin()) {
                return relation;
            }
        }
    }

    static Relation kinRelation() {
        return Relation.shipped().stream().filter(Relation::kin).findFirst().orElseThrow();
    }

    /** A new fact of this relation about somebody. */
    Fact fact(String subject, Relation relation) {
        String kin = relation.kin() ? kin() : "";
        return new Fact(subject, relation, kin, relation.kin() ? newName() : value(relation.pool()));
    }

    /** What people are to each other; with few words for it a model would guess them instead of reading. */
    private String kin() {
        int kind = split == Split.OPEN || split == Split.MIXED ? random.nextInt(4) : 0;
        return switch (kind) {
            case 2 -> OTHERS.pick(split, random);
            case 3 -> PseudoWord.next(random) + (random.nextBoolean() ? " " + PseudoWord.next(random) : "");
            default -> word("kin");
        };
    }

    /** The same question with another answer. */
    Fact changed(Fact fact) {
        for (;;) {
            Fact next = new Fact(fact.subject(), fact.relation(), fact.kin(),
                    fact.relation().kin() ? newName() : value(fact.relation().pool()));
            if (!next.object().equals(fact.object())) {
                return next;
            }
        }
    }

    private String value(String pool) {
        return switch (pool) {
            case "petphrase" -> word("pet") + " called " + word("petname");
            case "itemphrase" -> word("colour") + " " + word("item");
            case "day" -> day();
            case "weekly" -> word("activity") + " on " + weekday() + " at " + (8 + random.nextInt(13)) + " in " + word(
                    "venue");
            case "trip" -> word("city") + " on " + day();
            default -> word(pool);
        };
    }

    String day() {
        Month month = Month.of(1 + random.nextInt(12));
        return (1 + random.nextInt(month.minLength())) + " " + month.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }

    private String weekday() {
        return DayOfWeek.of(1 + random.nextInt(7)).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }
}
