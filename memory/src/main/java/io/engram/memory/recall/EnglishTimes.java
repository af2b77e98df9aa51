package io.engram.memory.recall;

import java.time.DayOfWeek;
import java.time.Period;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times in English text. A month alone needs a preposition before it, since "may" and "march" are words too. */
final class EnglishTimes {
    private static final List<String> MONTHS = List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep",
            "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
            "sunday");
    private static final List<String> NUMBERS = List.of("zero", "one", "two", "three", "four", "five", "six", "seven",
            "eight", "nine", "ten", "eleven", "twelve");
    private static final String MONTH = "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
            + "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
    private static final String NUMBER = "(\\d{1,3}|an?|" + String.join("|", NUMBERS) + ")";
    private static final String UNIT = "(day|week|month|year)s?";

    /** One alternative each, with the numbers of its groups; the first that fits at a place wins. */
    private static final Pattern TIMES = Pattern.compile(String.join("|",
            "\\b((?:19|20)\\d\\d)-(\\d\\d?)-(\\d\\d?)\\b", // 1 2 3
            "\\b(\\d\\d?)(?:st|nd|rd|th)?(?: of)? " + MONTH + "\\b(?:,? ((?:19|20)\\d\\d))?", // 4 5 6
            "\\b" + MONTH + " (\\d\\d?)(?:st|nd|rd|th)?\\b(?:,? ((?:19|20)\\d\\d))?", // 7 8 9
            "\\b" + MONTH + ",? (?:of )?((?:19|20)\\d\\d)\\b", // 10 11
            "\\b(?:in|during|since|of|early|late|last|this) " + MONTH + "\\b", // 12
            "\\b(?:in|during|since|of|year) ((?:19|20)\\d\\d)\\b(?!-)", // 13
            "\\b(today|yesterday|tonight|this morning|last night)\\b", // 14
            "\\bthe day before (yesterday)\\b", // 15
            "\\b" + NUMBER + " " + UNIT + " ago\\b", // 16 17
            "\\b(?:in|over|during|within)? ?the (?:last|past) " + NUMBER + " " + UNIT + "\\b", // 18 19
            "\\b(last|this|previous) (week|month|year)\\b", // 20 21
            "\\b(?:last|on|this past) (monday|tuesday|wednesday|thursday|friday|saturday|sunday)\\b"), // 22
            Pattern.CASE_INSENSITIVE);

    private EnglishTimes() {
    }

    static void find(CharSequence text, TimeExpressions.Calendar calendar) {
        TIMES.matcher(text).results().forEach(found -> name(found, calendar));
    }

    private static void name(MatchResult m, TimeExpressions.Calendar calendar) {
        if (m.group(1) != null) {
            calendar.day(Optional.of(number(m.group(1))), number(m.group(2)), number(m.group(3)));
        } else if (m.group(5) != null) {
            calendar.day(year(m.group(6)), month(m.group(5)), number(m.group(4)));
        } else if (m.group(7) != null) {
            calendar.day(year(m.group(9)), month(m.group(7)), number(m.group(8)));
        } else if (m.group(10) != null) {
            calendar.month(year(m.group(11)), month(m.group(10)));
        } else if (m.group(12) != null) {
            calendar.month(Optional.empty(), month(m.group(12)));
        } else if (m.group(13) != null) {
            calendar.year(number(m.group(13)));
        } else if (m.group(14) != null) {
            String word = lower(m.group(14));
            calendar.daysAgo(word.equals("yesterday") || word.equals("last night") ? 1 : 0);
        } else if (m.group(15) != null) {
            calendar.daysAgo(2);
        } else if (m.group(16) != null) {
            ago(number(m.group(16)), lower(m.group(17)), calendar);
        } else if (m.group(18) != null) {
            calendar.past(period(number(m.group(18)), lower(m.group(19))));
        } else if (m.group(20) != null) {
            ago(lower(m.group(20)).equals("this") ? 0 : 1, lower(m.group(21)), calendar);
        } else {
            calendar.latest(DayOfWeek.of(DAYS.indexOf(lower(m.group(22))) + 1));
        }
    }

    private static void ago(int count, String unit, TimeExpressions.Calendar calendar) {
        switch (unit) {
            case "day" -> calendar.daysAgo(count);
            case "week" -> calendar.weeksAgo(count);
            case "month" -> calendar.monthsAgo(count);
            default -> calendar.yearsAgo(count);
        }
    }

    private static Period period(int count, String unit) {
        return switch (unit) {
            case "day" -> Period.ofDays(count);
            case "week" -> Period.ofWeeks(count);
            case "month" -> Period.ofMonths(count);
            default -> Period.ofYears(count);
        };
    }

    private static Optional<Integer> year(@Nullable String digits) {
        return digits == null ? Optional.empty() : Optional.of(number(digits));
    }

    private static int month(String name) {
        return MONTHS.indexOf(lower(name).substring(0, 3)) + 1;
    }

    private static int number(String text) {
        String word = lower(text);
        if (Character.isDigit(word.charAt(0))) {
            return Integer.parseInt(word);
        }
        return word.startsWith("a") ? 1 : NUMBERS.indexOf(word);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
