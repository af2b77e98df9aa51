package io.engram.inference.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Methods of strings; positions count code points, as in Python. */
final class StringMethods {
    private StringMethods() {
    }

    static @Nullable Callable of(String s, String name) {
        return switch (name) {
            case "strip" -> (run, a) -> strip(run, s, a, true, true);
            case "lstrip" -> (run, a) -> strip(run, s, a, true, false);
            case "rstrip" -> (run, a) -> strip(run, s, a, false, true);
            case "startswith" -> (run, a) -> anyOf(run, a, s::startsWith);
            case "endswith" -> (run, a) -> anyOf(run, a, s::endsWith);
            case "split" -> (run, a) -> split(run, s, a, false);
            case "rsplit" -> (run, a) -> split(run, s, a, true);
            case "splitlines" -> (run, a) -> run.made(new ArrayList<Object>(lines(s, a.flag(0, "keepends", false))));
            case "partition" -> (run, a) -> partition(run, s, a, s.indexOf(a.text(run, 0, "sep")), false);
            case "rpartition" -> (run, a) -> partition(run, s, a, s.lastIndexOf(a.text(run, 0, "sep")), true);
            case "replace" -> (run, a) -> replace(run, s, a.text(run, 0, "old"), a.text(run, 1, "new"),
                    a.integer(run, 2, "count", -1));
            case "upper" -> (run, a) -> run.like(s.toUpperCase(Locale.ROOT), s);
            case "lower", "casefold" -> (run, a) -> run.like(s.toLowerCase(Locale.ROOT), s);
            case "title" -> (run, a) -> run.like(words(s), s);
            case "capitalize" -> (run, a) -> run.like(TextFilters.capitalize(s), s);
            case "join" -> (run, a) -> {
                List<Object> parts = Values.elements(run, a.need(run, 0, "iterable"));
                for (Object part : parts) {
                    if (!(part instanceof String)) {
                        throw run.fail("join: expected strings, received " + Values.kind(part));
                    }
                }
                return Filters.apply(run, "join", Arguments.of("join", parts, s));
            };
            case "find" -> (run, a) -> position(s, s.indexOf(a.text(run, 0, "sub")));
            case "rfind" -> (run, a) -> position(s, s.lastIndexOf(a.text(run, 0, "sub")));
            case "index" -> (run, a) -> {
                if (!s.contains(a.text(run, 0, "sub"))) {
                    throw run.fail("index: expected a text that is in the string");
                }
                return position(s, s.indexOf(a.text(run, 0, "sub")));
            };
            case "count" -> (run, a) -> count(run, s, a.text(run, 0, "sub"));
            case "removeprefix" -> (run, a) -> s.startsWith(a.text(run, 0, "prefix"))
                    ? run.cut(s, a.text(run, 0, "prefix").length(), s.length())
                    : s;
            case "removesuffix" -> (run, a) -> s.endsWith(a.text(run, 0, "suffix"))
                    ? run.cut(s, 0, s.length() - a.text(run, 0, "suffix").length())
                    : s;
            case "zfill" -> (run, a) -> pad(run, s, a, true, "0");
            case "rjust" -> (run, a) -> pad(run, s, a, true, " ");
            case "ljust" -> (run, a) -> pad(run, s, a, false, " ");
            case "format" -> (run, a) -> Formats.braces(run, s, a);
            case "isdigit", "isnumeric", "isdecimal" -> all(s, Character::isDigit);
            case "isalpha" -> all(s, Character::isLetter);
            case "isalnum" -> all(s, Character::isLetterOrDigit);
            case "isspace" -> all(s, Texts::isSpace);
            case "isupper" -> (run, a) -> Tests.holds(run, "upper", Arguments.of("isupper", s));
            case "islower" -> (run, a) -> Tests.holds(run, "lower", Arguments.of("islower", s));
            default -> null;
        };
    }

    private static Callable all(String s, IntPredicate test) {
        return (run, a) -> !s.isEmpty() && s.codePoints().allMatch(test);
    }

    private static Object strip(Run run, String s, Arguments a, boolean left, boolean right) {
        a.atMost(run, 1, "chars");
        run.charge(1 + s.length() / 4);
        if (a.get(0, "chars", None.NONE) instanceof None) {
            return stripped(run, s, null, left, right);
        }
        return stripped(run, s, a.text(run, 0, "chars"), left, right);
    }

    /** Without white space, or without these characters, at its ends. */
    static String stripped(Run run, String s, @Nullable String characters, boolean left, boolean right) {
        String kept = characters == null ? Texts.strip(s, left, right) : Texts.strip(s, characters, left, right);
        String fromLeft = characters == null ? Texts.strip(s, left, false) : Texts.strip(s, characters, left, false);
        int from = s.length() - fromLeft.length();
        return kept.isEmpty() ? "" : run.cut(s, from, from + kept.length());
    }

    private static boolean anyOf(Run run, Arguments a, java.util.function.Predicate<String> test) {
        if (a.need(run, 0, "prefix") instanceof Tuple several) {
            return several.stream().anyMatch(one -> one instanceof String text && test.test(text));
        }
        return test.test(a.text(run, 0, "prefix"));
    }

    private static long position(String s, int index) {
        return index < 0 ? -1 : s.codePointCount(0, index);
    }

    private static Object count(Run run, String s, String sub) {
        run.charge(1 + s.length() / 4);
        if (sub.isEmpty()) {
            return s.codePointCount(0, s.length()) + 1L;
        }
        long n = 0;
        for (int i = s.indexOf(sub); i >= 0; i = s.indexOf(sub, i + sub.length())) {
            n++;
        }
        return n;
    }

    private static Object pad(Run run, String s, Arguments a, boolean left, String with) {
        Object fill = a.get(1, "fillchar", with);
        int missing = Math.max(0, a.integer(run, 0, "width", 0) - s.codePointCount(0, s.length()));
        run.text((long) s.length() + missing);
        String padding = Texts.text(run, fill).repeat(missing);
        boolean signed = with.equals("0") && (s.startsWith("-") || s.startsWith("+"));
        return run.made(signed ? s.charAt(0) + padding + s.substring(1) : left ? padding + s : s + padding);
    }

    private static Object partition(Run run, String s, Arguments a, int at, boolean last) {
        String separator = a.text(run, 0, "sep");
        run.charge(1 + s.length() / 4);
        if (at < 0) {
            return last ? Tuple.of("", "", s) : Tuple.of(s, "", "");
        }
        int after = at + separator.length();
        return Tuple.of(run.cut(s, 0, at), run.cut(s, at, after), run.cut(s, after, s.length()));
    }

    private static Object split(Run run, String s, Arguments a, boolean fromRight) {
        a.atMost(run, 2, "sep", "maxsplit");
        int most = a.integer(run, 1, "maxsplit", -1);
        List<Object> parts = new ArrayList<>();
        if (a.get(0, "sep", None.NONE) instanceof None) {
            return fromRight && most >= 0 ? wordsFromRight(run, s, most) : words(run, s, most);
        }
        String separator = a.text(run, 0, "sep");
        if (separator.isEmpty()) {
            throw run.fail("split: expected a separator that is not empty");
        }
        run.charge(1 + s.length() / 4);
        if (fromRight) {
            int end = s.length();
            for (int at = s.lastIndexOf(separator, end - separator.length()); at >= 0
                    && (most < 0 || parts.size() < most); at = at < separator.length()
                            ? -1
                            : s.lastIndexOf(separator, at - separator.length())) {
                parts.addFirst(run.cut(s, at + separator.length(), end));
                end = at;
            }
            parts.addFirst(run.cut(s, 0, end));
            return run.made(parts);
        }
        int from = 0;
        for (int at = s.indexOf(separator); at >= 0 && (most < 0 || parts.size() < most); at = s.indexOf(separator,
                from)) {
            parts.add(run.cut(s, from, at));
            from = at + separator.length();
        }
        parts.add(run.cut(s, from, s.length()));
        return run.made(parts);
    }

    /** Words between white space; after {@code most} of them the rest as it is. */
    static List<Object> words(Run run, String s, int most) {
        run.charge(1 + s.length() / 4);
        List<Object> out = new ArrayList<>();
        int at = 0;
        while (at < s.length()) {
            while (at < s.length() && Texts.isSpace(s.charAt(at))) {
                at++;
            }
            if (at == s.length()) {
                break;
            }
            int start = at;
            boolean rest = most >= 0 && out.size() == most;
            while (at < s.length() && (rest || !Texts.isSpace(s.charAt(at)))) {
                at++;
            }
            out.add(run.cut(s, start, at));
        }
        return run.made(out);
    }

    private static List<Object> wordsFromRight(Run run, String s, int most) {
        List<Object> out = new ArrayList<>();
        String rest = Texts.strip(s, false, true);
        while (!rest.isEmpty() && out.size() < most) {
            int start = rest.length();
            while (start > 0 && !Texts.isSpace(rest.charAt(start - 1))) {
                start--;
            }
            run.charge(1 + rest.length() / 16);
            out.addFirst(rest.substring(start));
            rest = Texts.strip(rest.substring(0, start), false, true);
        }
        if (!Texts.strip(rest, true, true).isEmpty()) {
            out.addFirst(rest);
        }
        return run.made(out);
    }

    /** Python's title case: upper case after anything that is no letter. */
    private static String words(String s) {
        StringBuilder out = new StringBuilder();
        boolean start = true;
        for (int c : s.codePoints().toArray()) {
            String one = Character.toString(c);
            out.append(start ? one.toUpperCase(Locale.ROOT) : one.toLowerCase(Locale.ROOT));
            start = !Character.isLetter(c);
        }
        return out.toString();
    }

    static List<String> lines(String s, boolean keepEnds) {
        List<String> out = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < s.length(); i++) {
            if ("\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029".indexOf(s.charAt(i)) >= 0) {
                int end = i;
                if (s.startsWith("\r\n", i)) {
                    i++;
                }
                out.add(s.substring(from, keepEnds ? i + 1 : end));
                from = i + 1;
            }
        }
        if (from < s.length()) {
            out.add(s.substring(from));
        }
        return out;
    }

    static String replace(Run run, String s, String old, String with, int most) {
        run.charge(1 + s.length() / 4);
        Pieces out = run.pieces();
        int from = 0;
        int done = 0;
        int at = old.isEmpty() ? 0 : s.indexOf(old);
        while (at >= 0 && at <= s.length() && (most < 0 || done < most)) {
            run.text((long) out.length() + with.length() > Run.MAX_TEXT ? Run.MAX_TEXT + 1L : with.length());
            out.append(s, from, at).append(with);
            done++;
            from = at + old.length();
            if (old.isEmpty()) {
                // Between all characters, and at both ends.
                at = at == s.length() ? -1 : s.offsetByCodePoints(at, 1);
            } else {
                at = s.indexOf(old, from);
            }
        }
        return run.made(out.append(s, from, s.length()).text());
    }
}
