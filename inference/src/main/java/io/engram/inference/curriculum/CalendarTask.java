package io.engram.inference.curriculum;

import io.engram.inference.layout.KnownTools;
import io.engram.inference.layout.Layout;
import io.engram.inference.layout.Prompt;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Dates after some days, days of the week, and lengths of time between two clock times. */
final class CalendarTask {
    private CalendarTask() {
    }

    static Example make(Split split, RandomGenerator random) {
        Town town = new Town(split, random);
        LocalDate today = town.today();
        return make(split, random, today, system(split, random, town, today));
    }

    /** A system turn with the date, and maybe a scene without the calculator. */
    static String system(Split split, RandomGenerator random, Town town, LocalDate today) {
        return random.nextBoolean()
                ? Layout.date(today)
                : new Scene(split, random, town).system(today, name -> !name.equals(KnownTools.CALCULATOR));
    }

    /** The same under a given system turn, which names the day and offers no calculator. */
    static Example make(Split split, RandomGenerator random, LocalDate today, String system) {
        return switch (random.nextInt(3)) {
            case 0 -> dateAfter(split, random, today, system);
            case 1 -> weekdayAfter(split, random, today, system);
            default -> between(split, random, system);
        };
    }

    private static Example dateAfter(Split split, RandomGenerator random, LocalDate today, String system) {
        int days = 1 + random.nextInt(40);
        String question = Phrases.of(
                "What date is it in {n} days? | Which date is {n} days from now? "
                        + "| What date will it be in {n} days? | In {n} days, what is the date? "
                        + "| {n} days from today, which date is that? | Tell me the date {n} days from now. "
                        + "| Which date will be in {n} days? | What is the date {n} days after today? "
                        + "| What will be the date when {n} days have passed? "
                        + "| Counting from today, which date is it after {n} days? "
                        + "| Today plus {n} days, what date is that? | Tell me the date in {n} days. "
                        + "| Something happens {n} days from today. On what date? "
                        + "| {n} days from now, what is the date? "
                        + "| I have {n} days left. On which date is that over? "
                        + "| * What will the date be {n} days from today?")
                .pick(split, random).replace("{n}", "" + days);
        StringBuilder steps = new StringBuilder();
        LocalDate at = today;
        int day = today.getDayOfMonth() + days;
        boolean early = split == Split.EARLY;
        steps.append(early
                ? today.getDayOfMonth() + "+" + days + "=" + day
                : ArithmeticTask.additionSteps(today.getDayOfMonth(), days)).append('\n');
        while (day > at.lengthOfMonth()) {
            int length = at.lengthOfMonth();
            steps.append("month ").append(at.getMonthValue()).append(" has ").append(length)
                    .append(early
                            ? ": " + day + "-" + length + "=" + (day - length)
                            : "\n" + ArithmeticTask.subtractionSteps(day, length))
                    .append('\n');
            day -= at.lengthOfMonth();
            at = at.withDayOfMonth(1).plusMonths(1);
        }
        LocalDate result = today.plusDays(days);
        steps.append("so ").append(result);
        return example("calendar", system, question, steps.toString(), result + ".", "" + result);
    }

    private static Example weekdayAfter(Split split, RandomGenerator random, LocalDate today, String system) {
        int days = 1 + random.nextInt(20);
        String question = Phrases.of(
                "What day of the week is it in {n} days? | Which weekday is {n} days from now? "
                        + "| What weekday is it {n} days from now? | In {n} days, which weekday is it? "
                        + "| Tell me the weekday in {n} days. | What weekday will it be in {n} days? "
                        + "| Which day of the week will it be {n} days from today? "
                        + "| Which weekday comes {n} days from today? "
                        + "| In {n} days, what day of the week is that? "
                        + "| On what weekday will it be {n} days later than today? "
                        + "| Counting {n} days from today, which weekday is it? "
                        + "| What day of the week comes {n} days after today? "
                        + "| I leave in {n} days. On what weekday is that? "
                        + "| * {n} days from today, what weekday is that?")
                .pick(split, random).replace("{n}", "" + days);
        int rest = days % 7;
        StringBuilder steps = new StringBuilder();
        if (days >= 7) {
            steps.append(days).append(" is ").append(days / 7).append(" weeks and ").append(rest).append(" days\n");
        }
        steps.append(split == Split.EARLY ? "" : "today ").append(name(today.getDayOfWeek()));
        for (int i = 1; i <= rest; i++) {
            steps.append(", ").append(i).append(' ').append(name(today.getDayOfWeek().plus(i)));
        }
        String result = name(today.plusDays(days).getDayOfWeek());
        return example("calendar", system, question, steps.toString(), result + ".", result);
    }

    private static Example between(Split split, RandomGenerator random, String system) {
        int from = 60 * (6 + random.nextInt(8)) + 5 * random.nextInt(12);
        int minutes = 5 * (1 + random.nextInt(90));
        int to = from + minutes;
        String question = Phrases.of(
                "How long is it from {a} to {b}? | How much time is between {a} and {b}? "
                        + "| From {a} to {b}, how long does it take? "
                        + "| It starts at {a} and goes on until {b}. How long is it? "
                        + "| It begins at {a} and ends at {b}. How long is that? "
                        + "| How long does it take from {a} until {b}? | How long does it take from {a} to {b}? "
                        + "| From {a} to {b}, how long is that? | What is the time from {a} until {b}? "
                        + "| A film starts at {a} and is over at {b}. How long is it? "
                        + "| If school starts at {a} and ends at {b}, how much time is that? "
                        + "| I leave at {a} and arrive at {b}. How long does the trip take? "
                        + "| The shop opens at {a} and closes at {b}. How long is it open? "
                        + "| How much time passes from {a} to {b}? "
                        + "| Work begins at {a} and ends at {b}. How long is the day? "
                        + "| * It starts at {a} and ends at {b}. How long does it take?")
                .pick(split, random).replace("{a}",
                        clock(from))
                .replace("{b}", clock(to));
        String result = minutes / 60 + " h " + minutes % 60 + " min";
        return example("calendar", system, question,
                split == Split.EARLY ? hourByHour(from, minutes) : minutesThenHours(from, to), result + ".", result);
    }

    private static String hourByHour(int from, int minutes) {
        int hours = minutes / 60;
        StringBuilder steps = new StringBuilder();
        steps.append(clock(from));
        for (int h = 1; h <= hours; h++) {
            steps.append(", ").append(h).append("h ").append(clock(from + 60 * h));
        }
        return steps.append("\nthen ").append(minutes % 60).append(" minutes").toString();
    }

    private static String minutesThenHours(int from, int to) {
        boolean borrow = to % 60 < from % 60;
        int minute = to % 60 + (borrow ? 60 : 0);
        int hour = to / 60 - (borrow ? 1 : 0);
        return clock(from) + " to " + clock(to) + "\n" + (borrow ? to % 60 + "-" + from % 60 + " borrow\n" : "")
                + minute
                + "-" + from % 60 + "=" + (minute - from % 60) + "\n" + hour + "-" + from / 60 + "="
                + (hour - from / 60);
    }

    private static Example example(String suite, String system, String question, String steps, String reply,
            String answer) {
        return new Example(suite, new Prompt(system).user(question).open(), steps, reply, new Check.EndsIn(answer));
    }

    private static String clock(int minute) {
        return String.format(Locale.ROOT, "%d:%02d", minute / 60, minute % 60);
    }

    private static String name(DayOfWeek day) {
        return day.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }
}
