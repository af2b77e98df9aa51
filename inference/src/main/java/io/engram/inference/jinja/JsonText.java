package io.engram.inference.jinja;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Values as JSON the way Python's {@code json.dumps} writes it, with the options of the transformers filter {@code tojson}. */
final class JsonText {
    private final Run run;
    private final StringBuilder out = new StringBuilder();
    private final String indent;
    private final boolean pretty;
    private final boolean ascii;
    private final boolean sorted;
    private final String item;
    private final String pair;

    private JsonText(Run run, Arguments options) {
        this.run = run;
        Object wanted = options.get(2, "indent", None.NONE);
        pretty = !(wanted instanceof None);
        indent = wanted instanceof String text
                ? text
                : pretty ? " ".repeat(Math.clamp(options.integer(run, 2, "indent", 0), 0, 64)) : "";
        ascii = options.flag(1, "ensure_ascii", false);
        sorted = options.flag(4, "sort_keys", false);
        Object separators = options.get(3, "separators", None.NONE);
        if (separators instanceof List<?> two && two.size() == 2 && two.get(0) instanceof String first
                && two.get(1) instanceof String second) {
            item = first;
            pair = second;
        } else if (separators instanceof None) {
            item = pretty ? "," : ", ";
            pair = ": ";
        } else {
            throw run.fail("tojson: separators: expected two strings, received " + Values.kind(separators));
        }
    }

    /** The filter: {@code value | tojson(ensure_ascii=false, indent=none, separators=none, sort_keys=false)}. */
    static Object filter(Run run, Arguments a) {
        a.atMost(run, 5, "ensure_ascii", "indent", "separators", "sort_keys");
        JsonText json = new JsonText(run, a);
        json.write(a.need(run, 0, "value"), "\n");
        return run.made(json.out.toString());
    }

    private void write(Object value, String line) {
        run.enter();
        switch (value) {
            case None _ -> out.append("null");
            case Boolean b -> out.append(b);
            case Double d when d.isNaN() -> out.append("NaN");
            case Double d when d.isInfinite() -> out.append(d > 0 ? "Infinity" : "-Infinity");
            case Double d -> out.append(Texts.real(d));
            case Number n -> out.append(n);
            case String text -> string(text);
            case List<?> list -> list(list, line);
            case Map<?, ?> map -> map(map, line);
            default -> throw run.fail("tojson: expected what JSON knows, received " + Values.kind(value));
        }
        run.text(out.length() > Run.MAX_TEXT ? out.length() : 0);
        run.leave();
    }

    private void list(List<?> list, String line) {
        out.append('[');
        String inner = line + indent;
        for (int i = 0; i < list.size(); i++) {
            out.append(i == 0 ? "" : item).append(pretty ? inner : "");
            write(list.get(i), inner);
        }
        out.append(pretty && !list.isEmpty() ? line : "").append(']');
    }

    private void map(Map<?, ?> map, String line) {
        out.append('{');
        String inner = line + indent;
        Map<?, ?> ordered = map;
        if (sorted) {
            TreeMap<Object, Object> byKey = new TreeMap<>((a, b) -> Values.compare(run, a, b));
            map.forEach(byKey::put);
            ordered = byKey;
        }
        boolean first = true;
        for (Map.Entry<?, ?> e : ordered.entrySet()) {
            out.append(first ? "" : item).append(pretty ? inner : "");
            first = false;
            string(switch (e.getKey()) {
                case String s -> s;
                case Long n -> n.toString();
                case None _ -> "null";
                default ->
                    throw run.fail("tojson: expected keys that are strings, received " + Values.kind(e.getKey()));
            });
            out.append(pair);
            write(e.getValue(), inner);
        }
        out.append(pretty && !map.isEmpty() ? line : "").append('}');
    }

    private void string(String text) {
        run.text(text.length());
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20 || (ascii && c > 0x7e)) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
