package io.engram.inference.jinja;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Functions that every template may call. */
final class Globals {
    private static final Map<String, Callable> ALL = Map.of("range", Globals::range, "dict", Globals::dict, "namespace",
            (run, a) -> new Namespace(new LinkedHashMap<>(strings(run, a))), "raise_exception", (run, a) -> {
                throw run.fail("raised: " + Texts.text(run, a.need(run, 0, "message")));
            }, "strftime_now", (run, a) -> time(run, a.text(run, 0, "format")), "joiner", Globals::joiner, "cycler",
            Globals::cycler);

    private Globals() {
    }

    static @Nullable Callable of(String name) {
        return ALL.get(name);
    }

    private static Object range(Run run, Arguments a) {
        a.atMost(run, 3);
        Object given = a.need(run, 0, "stop");
        for (Object one : a.positional()) {
            if (!(one instanceof Long || one instanceof Boolean)) {
                throw run.fail("range: expected integers, received " + Values.kind(given));
            }
        }
        long from = a.size() > 1 ? a.integer(run, 0, "start", 0) : 0;
        long to = a.integer(run, a.size() > 1 ? 1 : 0, "stop", 0);
        long step = a.integer(run, 2, "step", 1);
        if (step == 0) {
            throw run.fail("range: expected a step other than 0");
        }
        long count = Math.max(0, step > 0 ? (to - from + step - 1) / step : (from - to - step - 1) / -step);
        if (count > Run.MAX_RANGE) {
            throw run.fail("range: expected at most " + Run.MAX_RANGE + " elements, received " + count);
        }
        run.charge(count);
        List<Object> out = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            out.add(from + i * step);
        }
        return out;
    }

    private static Object dict(Run run, Arguments a) {
        a.atMost(run, 1, a.named().keySet().toArray(String[]::new));
        Map<Object, Object> out = new LinkedHashMap<>();
        if (a.size() == 1) {
            if (a.positional().get(0) instanceof Map<?, ?> map) {
                out.putAll(map);
            } else {
                for (Object pair : Values.elements(run, a.positional().get(0))) {
                    if (!(pair instanceof List<?> two) || two.size() != 2) {
                        throw run.fail("dict: expected pairs, received " + Values.kind(pair));
                    }
                    out.put(Values.key(run, two.get(0)), two.get(1));
                }
            }
        }
        out.putAll(a.named());
        return run.made(out);
    }

    private static Map<String, Object> strings(Run run, Arguments a) {
        Map<String, Object> out = new LinkedHashMap<>();
        ((Map<?, ?>) dict(run, a)).forEach((k, v) -> out.put(Texts.text(run, k), v));
        return out;
    }

    private static Object joiner(Run run, Arguments a) {
        Object separator = a.get(0, "sep", ", ");
        boolean[] used = new boolean[1];
        return (Callable) (r, b) -> {
            boolean first = !used[0];
            used[0] = true;
            return first ? "" : separator;
        };
    }

    private static Object cycler(Run run, Arguments a) {
        if (a.size() == 0) {
            throw run.fail("cycler: expected at least one item");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        int[] at = new int[1];
        values.put("current", a.positional().get(0));
        values.put("next", (Callable) (r, b) -> {
            Object now = a.positional().get(at[0]);
            at[0] = (at[0] + 1) % a.size();
            values.put("current", a.positional().get(at[0]));
            return now;
        });
        values.put("reset", (Callable) (r, b) -> {
            at[0] = 0;
            return None.NONE;
        });
        return new Namespace(values);
    }

    /** Python's {@code strftime}. */
    private static String time(Run run, String format) {
        ZonedDateTime now = run.now();
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                out.append(c);
                continue;
            }
            c = format.charAt(++i);
            boolean bare = c == '-' && i + 1 < format.length();
            String text = directive(run, now, bare ? format.charAt(++i) : c);
            out.append(bare ? text.replaceFirst("^0+(?=.)", "") : text);
        }
        return run.made(out.toString());
    }

    private static String directive(Run run, ZonedDateTime now, char directive) {
        String pattern = switch (directive) {
            case 'Y' -> "uuuu";
            case 'y' -> "uu";
            case 'm' -> "MM";
            case 'd' -> "dd";
            case 'e' -> "ppd";
            case 'B' -> "MMMM";
            case 'b', 'h' -> "MMM";
            case 'A' -> "EEEE";
            case 'a' -> "EEE";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'f' -> "SSSSSS";
            case 'p' -> "a";
            case 'j' -> "DDD";
            case 'z' -> "xx";
            case 'Z' -> "zzz";
            case 'F' -> "uuuu-MM-dd";
            case 'T' -> "HH:mm:ss";
            case 'D' -> "MM/dd/uu";
            case 'R' -> "HH:mm";
            case 'c' -> "EEE MMM ppd HH:mm:ss uuuu";
            case 'x' -> "MM/dd/uu";
            case 'X' -> "HH:mm:ss";
            default -> "";
        };
        if (pattern.isEmpty()) {
            return switch (directive) {
                case '%' -> "%";
                case 'n' -> "\n";
                case 't' -> "\t";
                case 's' -> String.valueOf(now.toEpochSecond());
                case 'u' -> String.valueOf(now.get(ChronoField.DAY_OF_WEEK));
                case 'w' -> String.valueOf(now.get(ChronoField.DAY_OF_WEEK) % 7);
                default -> throw run.fail("strftime_now: unknown directive %" + directive);
            };
        }
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(now);
    }
}
