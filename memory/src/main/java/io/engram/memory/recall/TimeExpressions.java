package io.engram.memory.recall;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The times that a text names, found by rules, in English and Chinese: dates, months and years, "yesterday", "last week",
 * "three days ago", "in the past two months" and their like. A date without a year is the latest one that has begun. Small
 * language models invent ranges, rules at worst find none. Pure.
 */
public final class TimeExpressions {
    private TimeExpressions() {
    }

    /**
     * The ranges named, in the order of the text; empty if none.
     *
     * @param now what "today" refers to
     */
    public static List<TimeRange> in(CharSequence text, ZonedDateTime now) {
        Calendar calendar = new Calendar(now.toLocalDate(), now.getZone(), new ArrayList<>());
        EnglishTimes.find(text, calendar);
        ChineseTimes.find(text, calendar);
        return List.copyOf(calendar.found());
    }

    /** Turns what a language says into ranges. Impossible dates name nothing. */
    record Calendar(LocalDate today, ZoneId zone, List<TimeRange> found) {

        private void between(LocalDate from, LocalDate until) {
            found.add(new TimeRange(from.atStartOfDay(zone).toInstant().toEpochMilli(),
                    until.atStartOfDay(zone).toInstant().toEpochMilli()));
        }

        /** A day; without a year the latest that is not after today. */
        void day(Optional<Integer> year, int month, int day) {
            try {
                LocalDate date = LocalDate.of(year.orElse(today.getYear()), month, day);
                if (year.isEmpty() && date.isAfter(today)) {
                    date = LocalDate.of(today.getYear() - 1, month, day);
                }
                between(date, date.plusDays(1));
            } catch (DateTimeException e) {
                return; // such a day does not exist
            }
        }

        /** A month; without a year the latest that has begun. */
        void month(Optional<Integer> year, int month) {
            if (month < 1 || month > 12) {
                return;
            }
            YearMonth of = YearMonth.of(year.orElse(today.getYear()), month);
            if (year.isEmpty() && of.isAfter(YearMonth.from(today))) {
                of = of.minusYears(1);
            }
            between(of.atDay(1), of.plusMonths(1).atDay(1));
        }

        void year(int year) {
            between(LocalDate.of(year, 1, 1), LocalDate.of(year + 1, 1, 1));
        }

        /** The day so many days before today. */
        void daysAgo(int days) {
            between(today.minusDays(days), today.minusDays(days - 1L));
        }

        /** The week, from Monday, so many before this one. */
        void weeksAgo(int weeks) {
            LocalDate monday = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).minusWeeks(weeks);
            between(monday, monday.plusWeeks(1));
        }

        void monthsAgo(int months) {
            LocalDate first = today.withDayOfMonth(1).minusMonths(months);
            between(first, first.plusMonths(1));
        }

        void yearsAgo(int years) {
            year(today.getYear() - years);
        }

        /** A day of the week so many weeks before this one. */
        void weekday(DayOfWeek day, int weeksAgo) {
            LocalDate date = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).minusWeeks(weeksAgo)
                    .plusDays(day.getValue() - 1L);
            between(date, date.plusDays(1));
        }

        /** The latest such day before today. */
        void latest(DayOfWeek day) {
            LocalDate date = today.with(TemporalAdjusters.previous(day));
            between(date, date.plusDays(1));
        }

        /** From so long ago until the end of today. */
        void past(Period period) {
            between(today.minus(period), today.plusDays(1));
        }
    }
}
