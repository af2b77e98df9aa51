package io.engram.inference.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Filters from text to text. */
final class TextFilters {
    private TextFilters() {
    }

    static void addTo(Map<String, Callable> all) {
        all.put("trim", (run, a) -> {
            a.atMost(run, 2, "chars");
            return StringMethods.stripped(run, text(run, a),
                    a.get(1, "chars", None.NONE) instanceof String chars ? chars : null,
                    true, true);
        });
        all.put("upper", (run, a) -> run.like(text(run, a).toUpperCase(Locale.ROOT), text(run, a)));
        all.put("lower", (run, a) -> run.like(text(run, a).toLowerCase(Locale.ROOT), text(run, a)));
        all.put("capitalize", (run, a) -> run.like(capitalize(text(run, a)), text(run, a)));
        all.put("title", (run, a) -> run.like(title(text(run, a), "-([{<"), text(run, a)));
        all.put("replace", (run, a) -> StringMethods.replace(run, text(run, a), Texts.text(run, a.need(run, 1, "old")),
                Texts.text(run, a.need(run, 2, "new")), a.integer(run, 3, "count", -1)));
        all.put("indent", TextFilters::indent);
        all.put("escape", (run, a) -> run.made(text(run, a).replace("&", "&amp;").replace("<", "&lt;")
                .replace(">", "&gt;").replace("'", "&#39;").replace("\"", "&#34;")));
        all.put("e", all.get("escape"));
        all.put("wordcount", (run, a) -> (long) StringMethods.words(run, text(run, a), -1).size());
        all.put("center", (run, a) -> {
            String text = text(run, a);
            int missing = Math.max(0, a.integer(run, 1, "width", 80) - Values.length(run, text));
            run.text((long) text.length() + missing);
            return " ".repeat(missing / 2) + text + " ".repeat(missing - missing / 2);
        });
        all.put("truncate", TextFilters::truncate);
    }

    private static String text(Run run, Arguments a) {
        return Texts.text(run, a.need(run, 0, "s"));
    }

    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int end = text.offsetByCodePoints(0, 1);
        return text.substring(0, end).toUpperCase(Locale.ROOT) + text.substring(end).toLowerCase(Locale.ROOT);
    }

    /** Upper case after white space and {@code starters}, lower case elsewhere. */
    static String title(String text, String starters) {
        StringBuilder out = new StringBuilder();
        boolean start = true;
        for (int c : text.codePoints().toArray()) {
            String one = Character.toString(c);
            out.append(start ? one.toUpperCase(Locale.ROOT) : one.toLowerCase(Locale.ROOT));
            start = Texts.isSpace(c) || starters.indexOf(c) >= 0;
        }
        return out.toString();
    }

    private static Object indent(Run run, Arguments a) {
        a.atMost(run, 4, "width", "first", "blank");
        int width = a.get(1, "width", 4L) instanceof String ? 0 : Math.max(0, a.integer(run, 1, "width", 4));
        run.text(width);
        String margin = a.get(1, "width", 4L) instanceof String given ? given : " ".repeat(width);
        boolean blank = a.flag(3, "blank", false);
        List<String> lines = StringMethods.lines(text(run, a) + "\n", false);
        run.text((long) lines.size() * margin.length());
        List<String> out = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            boolean moved = i == 0 ? a.flag(2, "first", false) : blank || !lines.get(i).isEmpty();
            out.add(moved ? margin + lines.get(i) : lines.get(i));
        }
        return run.made(String.join("\n", out));
    }

    private static Object truncate(Run run, Arguments a) {
        a.atMost(run, 5, "length", "killwords", "end", "leeway");
        String text = text(run, a);
        int length = a.integer(run, 1, "length", 255);
        String end = a.get(3, "end", "...") instanceof String given ? given : "...";
        int[] characters = text.codePoints().toArray();
        if (characters.length <= length + a.integer(run, 4, "leeway", 5)) {
            return text;
        }
        int keep = Math.max(0, length - end.length());
        String cut = new String(characters, 0, keep);
        int space = cut.lastIndexOf(' ');
        return run.made((a.flag(2, "killwords", false) || space < 0 ? cut : cut.substring(0, space)) + end);
    }
}
