package io.engram.memory.extract;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The time that a sentence names, as days in UTC resolved against the day it was said, and the sentence without it.
 *
 * @param rest the sentence without its time
 * @param from the first day, if one is named
 * @param until the day at which it ended, if one is named
 */
record StatedTime(String rest, Optional<Instant> from, Optional<Instant> until) {
    private static final List<String> MONTHS = List.of("january", "february", "march", "april", "may", "june", "july",
            "august", "september", "october", "november", "december");
    private static final List<String> DAYS = List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
            "sunday");
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(Map.entry("a", 1), Map.entry("an", 1),
            Map.entry("one", 1), Map.entry("two", 2), Map.entry("three", 3), Map.entry("four", 4),
            Map.entry("five", 5), Map.entry("six", 6), Map.entry("seven", 7), Map.entry("eight", 8),
            Map.entry("nine", 9), Map.entry("ten", 10), Map.entry("一", 1), Map.entry("两", 2), Map.entry("三", 3),
            Map.entry("四", 4), Map.entry("五", 5), Map.entry("六", 6));

    private static final String MONTH = "(?<month>" + String.join("|", MONTHS) + ")";
    private static final String DATE = "(?:(?:(?<day>\\d{1,2})(?:st|nd|rd|th)?(?: of)? )?" + MONTH
            + "(?:,? (?<year>(?:19|20)\\d\\d))?|(?<only>(?:19|20)\\d\\d))";
    private static final String RELATIVE = "(?<rel>yesterday|today|this (?:morning|week|month|year)"
            + "|(?:last|this past) (?<unit>week|month|year|spring|summer|autumn|fall|winter|" + String.join("|", DAYS)
            + ")|(?:(?<n>\\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten) (?<ago>day|week|month|year)s? ago))";
    private static final Pattern SPAN = pattern("from (?<a>(?:19|20)\\d\\d) (?:to|until|till) (?<b>(?:19|20)\\d\\d)");
    private static final Pattern UNTIL = pattern("(?:until|till) " + DATE);
    private static final Pattern ABSOLUTE = pattern("(?:since|in|on|as of|starting) (?:early |late )?" + DATE);
    private static final Pattern RELATIVELY = pattern("(?:since )?" + RELATIVE);
    private static final Pattern CHINESE_DATE = Pattern
            .compile("(?:从|自从?)?(?<year>(?:19|20)\\d\\d)年(?:(?<month>\\d{1,2})月)?(?:份|以来|起|开始)?,?");
    private static final Pattern CHINESE = Pattern.compile(
            "(?<rel>昨天|今天|前天|上周|上个?星期|上个?月|去年|今年|前年)|(?<n>\\d{1,3}|[一两三四五六])个?(?<ago>天|周|星期|月|年)(?:以)?前");

    private static final LocalDate FIRST = LocalDate.of(-999_990_000, 1, 1);
    private static final LocalDate LAST = LocalDate.of(999_990_000, 1, 1);

    private static Pattern pattern(String text) {
        return Pattern.compile("(?:,? )?\\b" + text + "\\b", Pattern.CASE_INSENSITIVE);
    }

    /** The day of a time; the nearest that a calendar has, with room to reckon around it, where the time is beyond all days. */
    private static LocalDate day(Instant said) {
        if (said.isBefore(instant(FIRST))) {
            return FIRST;
        }
        return said.isAfter(instant(LAST)) ? LAST : said.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** Reads a sentence that was said at a time. */
    static StatedTime in(String sentence, Instant said) {
        LocalDate day = day(said);
        Matcher span = SPAN.matcher(sentence);
        if (span.find()) {
            return new StatedTime(without(sentence, span), Optional.of(year(span.group("a"))),
                    Optional.of(year(span.group("b"))));
        }
        Matcher until = UNTIL.matcher(sentence);
        if (until.find()) {
            return new StatedTime(without(sentence, until), Optional.empty(),
                    date(until, day).map(StatedTime::instant));
        }
        Matcher absolute = ABSOLUTE.matcher(sentence);
        if (absolute.find()) {
            Optional<LocalDate> date = date(absolute, day);
            if (date.isPresent()) {
                return new StatedTime(without(sentence, absolute), date.map(StatedTime::instant), Optional.empty());
            }
        }
        Matcher relative = RELATIVELY.matcher(sentence);
        if (relative.find()) {
            return new StatedTime(without(sentence, relative), Optional.of(instant(relative(relative, day))),
                    Optional.empty());
        }
        return chinese(sentence, day);
    }

    private static StatedTime chinese(String sentence, LocalDate day) {
        Matcher date = CHINESE_DATE.matcher(sentence);
        if (date.find()) {
            int month = date.group("month") == null ? 1 : Math.clamp(Integer.parseInt(date.group("month")), 1, 12);
            return new StatedTime(without(sentence, date),
                    Optional.of(instant(LocalDate.of(Integer.parseInt(date.group("year")), month, 1))),
                    Optional.empty());
        }
        Matcher relative = CHINESE.matcher(sentence);
        if (!relative.find()) {
            return new StatedTime(sentence, Optional.empty(), Optional.empty());
        }
        String rel = relative.group("rel") == null ? "" : relative.group("rel");
        LocalDate at = switch (rel) {
            case "今天" -> day;
            case "昨天" -> day.minusDays(1);
            case "前天" -> day.minusDays(2);
            case "上周", "上星期", "上个星期" -> monday(day).minusWeeks(1);
            case "上月", "上个月" -> day.withDayOfMonth(1).minusMonths(1);
            case "今年" -> day.withDayOfYear(1);
            case "去年" -> day.withDayOfYear(1).minusYears(1);
            case "前年" -> day.withDayOfYear(1).minusYears(2);
            default -> ago(day, number(relative.group("n")), relative.group("ago"));
        };
        return new StatedTime(without(sentence, relative), Optional.of(instant(at)), Optional.empty());
    }

    private static LocalDate relative(Matcher m, LocalDate day) {
        if (m.group("ago") != null) {
            return ago(day, number(m.group("n")), m.group("ago"));
        }
        String unit = m.group("unit") == null ? m.group("rel") : m.group("unit");
        String word = unit.toLowerCase(Locale.ROOT);
        int weekday = DAYS.indexOf(word);
        if (weekday >= 0) {
            return day.with(TemporalAdjusters.previous(DayOfWeek.of(weekday + 1)));
        }
        return switch (word) {
            case "yesterday" -> day.minusDays(1);
            case "week" -> monday(day).minusWeeks(1);
            case "this week" -> monday(day);
            case "month" -> day.withDayOfMonth(1).minusMonths(1);
            case "this month" -> day.withDayOfMonth(1);
            case "year" -> day.withDayOfYear(1).minusYears(1);
            case "this year" -> day.withDayOfYear(1);
            case "spring" -> season(day, 3);
            case "summer" -> season(day, 6);
            case "autumn", "fall" -> season(day, 9);
            case "winter" -> season(day, 12);
            default -> day;
        };
    }

    /** The last season that began before this day's quarter, by its first month. */
    private static LocalDate season(LocalDate day, int month) {
        LocalDate start = LocalDate.of(day.getYear(), month, 1);
        return start.isAfter(day.minusMonths(2)) ? start.minusYears(1) : start;
    }

    private static LocalDate ago(LocalDate day, int n, String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "day", "天" -> day.minusDays(n);
            case "week", "周", "星期" -> day.minusWeeks(n);
            case "month", "月" -> day.minusMonths(n);
            default -> day.minusYears(n);
        };
    }

    private static LocalDate monday(LocalDate day) {
        return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    private static int number(String text) {
        Integer word = NUMBERS.get(text.toLowerCase(Locale.ROOT));
        return word == null ? Integer.parseInt(text) : word;
    }

    /** A day, month or year; without a year the latest one that is not in the future. */
    private static Optional<LocalDate> date(Matcher m, LocalDate day) {
        if (m.group("only") != null) {
            return Optional.of(LocalDate.of(Integer.parseInt(m.group("only")), 1, 1));
        }
        int month = MONTHS.indexOf(m.group("month").toLowerCase(Locale.ROOT)) + 1;
        int dayOfMonth = m.group("day") == null ? 1 : Integer.parseInt(m.group("day"));
        try {
            LocalDate date = LocalDate.of(m.group("year") == null ? day.getYear() : Integer.parseInt(m.group("year")),
                    month, dayOfMonth);
            return Optional.of(m.group("year") == null && date.isAfter(day) ? date.minusYears(1) : date);
        } catch (DateTimeException noSuchDay) {
            return Optional.empty(); // "31 April" names no day; the sentence then counts from when it was said
        }
    }

    private static Instant year(String year) {
        return instant(Year.parse(year).atDay(1));
    }

    private static Instant instant(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static String without(String sentence, Matcher m) {
        return (sentence.substring(0, m.start()) + sentence.substring(m.end())).strip();
    }
}
