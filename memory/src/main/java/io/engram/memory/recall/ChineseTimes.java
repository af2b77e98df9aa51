package io.engram.memory.recall;

import java.time.DayOfWeek;
import java.time.Period;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times in Chinese text, with digits or the numerals up to ninety-nine. */
final class ChineseTimes {
    private static final String NUMERALS = "零一二三四五六七八九";
    private static final String NUMBER = "(\\d{1,3}|[一二两三四五六七八九十]{1,3})";
    private static final Map<String, Integer> DAYS_AGO = Map.of("今天", 0, "今早", 0, "今晚", 0, "昨天", 1, "昨晚", 1, "前天", 2,
            "大前天", 3);
    private static final Map<String, Integer> YEARS_AGO = Map.of("今年", 0, "去年", 1, "前年", 2);

    private static final Pattern TIMES = Pattern.compile(String.join("|",
            "((?:19|20)\\d\\d)年(?:" + NUMBER + "月(?:" + NUMBER + "[日号])?)?", // 1 2 3
            "(今年|去年|前年)(?:" + NUMBER + "月(?:份|" + NUMBER + "[日号])?)?", // 4 5 6
            NUMBER + "月(?:份|" + NUMBER + "[日号])?", // 7 8
            "(大前天|前天|昨天|昨晚|今天|今早|今晚)", // 9
            "(上上|上|这|本)个?(?:周|星期|礼拜)([一二三四五六日天])?", // 10 11
            "(上上|上|这|本)个?月", // 12
            "(?:最近|过去|近)这?" + NUMBER + "(?:个)?(天|周|星期|礼拜|月|年)", // 13 14
            NUMBER + "(?:个)?(天|周|星期|礼拜|月|年)(?:以)?前")); // 15 16

    private ChineseTimes() {
    }

    static void find(CharSequence text, TimeExpressions.Calendar calendar) {
        TIMES.matcher(text).results().forEach(found -> name(found, calendar));
    }

    private static void name(MatchResult m, TimeExpressions.Calendar calendar) {
        if (m.group(1) != null) {
            date(Integer.parseInt(m.group(1)), m.group(2), m.group(3), calendar);
        } else if (m.group(4) != null) {
            date(calendar.today().getYear() - YEARS_AGO.getOrDefault(m.group(4), 0), m.group(5), m.group(6), calendar);
        } else if (m.group(7) != null) {
            if (m.group(8) == null) {
                calendar.month(Optional.empty(), number(m.group(7)));
            } else {
                calendar.day(Optional.empty(), number(m.group(7)), number(m.group(8)));
            }
        } else if (m.group(9) != null) {
            calendar.daysAgo(DAYS_AGO.getOrDefault(m.group(9), 0));
        } else if (m.group(10) != null) {
            int weeks = back(m.group(10));
            if (m.group(11) == null) {
                calendar.weeksAgo(weeks);
            } else {
                calendar.weekday(DayOfWeek.of("一二三四五六日".indexOf(m.group(11).replace('天', '日')) + 1), weeks);
            }
        } else if (m.group(12) != null) {
            calendar.monthsAgo(back(m.group(12)));
        } else if (m.group(13) != null) {
            calendar.past(period(number(m.group(13)), m.group(14)));
        } else {
            ago(number(m.group(15)), m.group(16), calendar);
        }
    }

    private static void date(int year, @Nullable String month, @Nullable String day,
            TimeExpressions.Calendar calendar) {
        if (month == null) {
            calendar.year(year);
        } else if (day == null) {
            calendar.month(Optional.of(year), number(month));
        } else {
            calendar.day(Optional.of(year), number(month), number(day));
        }
    }

    private static int back(String word) {
        return word.startsWith("上") ? word.length() : 0;
    }

    private static void ago(int count, String unit, TimeExpressions.Calendar calendar) {
        switch (unit) {
            case "天" -> calendar.daysAgo(count);
            case "月" -> calendar.monthsAgo(count);
            case "年" -> calendar.yearsAgo(count);
            default -> calendar.weeksAgo(count);
        }
    }

    private static Period period(int count, String unit) {
        return switch (unit) {
            case "天" -> Period.ofDays(count);
            case "月" -> Period.ofMonths(count);
            case "年" -> Period.ofYears(count);
            default -> Period.ofWeeks(count);
        };
    }

    /** Digits, or numerals such as 三, 十二, 二十, 三十一. */
    private static int number(String text) {
        if (Character.isDigit(text.charAt(0))) {
            return Integer.parseInt(text);
        }
        String plain = text.replace('两', '二');
        int ten = plain.indexOf('十');
        if (ten < 0) {
            return NUMERALS.indexOf(plain.charAt(plain.length() - 1));
        }
        int tens = ten == 0 ? 1 : NUMERALS.indexOf(plain.charAt(ten - 1));
        int ones = ten + 1 < plain.length() ? NUMERALS.indexOf(plain.charAt(ten + 1)) : 0;
        return 10 * tens + Math.max(0, ones);
    }
}
