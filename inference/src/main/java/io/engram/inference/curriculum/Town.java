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
            String name = words.pick("first", split, random);
            if (!names.contains(name)) {
                names.add(name);
                return name;
            }
        }
        throw new IllegalStateException("names: expected fewer than " + names.size() + " people in a town");
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
        String kin = relation.kin() ? word("kin") : "";
        return new Fact(subject, relation, kin, relation.kin() ? newName() : value(relation.pool()));
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
