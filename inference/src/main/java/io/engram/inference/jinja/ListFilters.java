package io.engram.inference.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Filters over lists, dicts and what else has elements. */
final class ListFilters {
    private ListFilters() {
    }

    static void addTo(Map<String, Callable> all) {
        all.put("list", (run, a) -> elements(run, a));
        all.put("first", (run, a) -> {
            List<Object> list = elements(run, a);
            return list.isEmpty() ? new Undefined("first of an empty sequence") : list.getFirst();
        });
        all.put("last", (run, a) -> {
            List<Object> list = elements(run, a);
            return list.isEmpty() ? new Undefined("last of an empty sequence") : list.getLast();
        });
        all.put("items", (run, a) -> switch (a.need(run, 0, "value")) {
            case Map<?, ?> map -> DictMethods.items(run, map);
            case Undefined _ -> List.of();
            default -> throw run.fail("items: expected a dict, received " + Values.kind(a.positional().get(0)));
        });
        all.put("dictsort", ListFilters::dictsort);
        all.put("join", ListFilters::join);
        all.put("reverse", (run, a) -> {
            if (a.need(run, 0, "value") instanceof String text) {
                return run.made(new StringBuilder(text).reverse().toString());
            }
            List<Object> list = elements(run, a);
            Collections.reverse(list);
            return list;
        });
        all.put("sort", (run, a) -> sorted(run, elements(run, a), a.flag(1, "reverse", false),
                a.flag(2, "case_sensitive", false), a.get(3, "attribute", None.NONE)));
        all.put("min", (run, a) -> end(run, a, false));
        all.put("max", (run, a) -> end(run, a, true));
        all.put("unique", ListFilters::unique);
        all.put("sum", (run, a) -> {
            Object total = a.get(2, "start", 0L);
            for (Object element : elements(run, a)) {
                total = Arithmetic.binary(run, "+", total, path(run, element, a.get(1, "attribute", None.NONE)));
            }
            return total;
        });
        all.put("map", ListFilters::map);
        all.put("select", (run, a) -> choose(run, a, false, true));
        all.put("reject", (run, a) -> choose(run, a, false, false));
        all.put("selectattr", (run, a) -> choose(run, a, true, true));
        all.put("rejectattr", (run, a) -> choose(run, a, true, false));
        all.put("groupby", ListFilters::groupby);
        all.put("batch", ListFilters::batch);
    }

    private static List<Object> elements(Run run, Arguments a) {
        return Values.elements(run, a.need(run, 0, "value"));
    }

    /** {@code element.a.b} for the path {@code "a.b"}; the element itself without one. */
    private static Object path(Run run, Object element, Object path) {
        return path(run, element, path, None.NONE);
    }

    /** The same with a value for what is not there, on each step of the way. */
    private static Object path(Run run, Object element, Object path, Object absent) {
        if (path instanceof None) {
            return element;
        }
        Object value = element;
        for (String part : Texts.text(run, path).split("\\.", -1)) {
            boolean index = !part.isEmpty() && part.length() < 10 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            value = Evaluator.item(run, value, index ? (Object) Long.valueOf(part) : part);
            value = value instanceof Undefined && !(absent instanceof None) ? absent : value;
        }
        return value;
    }

    private static Object folded(Object value, boolean caseSensitive) {
        return value instanceof String text && !caseSensitive ? text.toLowerCase(Locale.ROOT) : value;
    }

    private static Object sorted(Run run, List<Object> list, boolean reverse, boolean caseSensitive, Object attribute) {
        Comparator<Object> order = (x, y) -> {
            for (String one : attribute instanceof String s ? s.split(",") : new String[]{""}) {
                Object by = one.isEmpty() ? None.NONE : one;
                int c = Values.compare(run, folded(path(run, x, by), caseSensitive),
                        folded(path(run, y, by), caseSensitive));
                if (c != 0) {
                    return c;
                }
            }
            return 0;
        };
        list.sort(reverse ? order.reversed() : order);
        return list;
    }

    private static Object dictsort(Run run, Arguments a) {
        a.atMost(run, 4, "case_sensitive", "by", "reverse");
        if (!(a.need(run, 0, "value") instanceof Map<?, ?> map)) {
            throw run.fail("dictsort: expected a dict, received " + Values.kind(a.positional().get(0)));
        }
        long by = a.get(2, "by", "key").equals("value") ? 1 : 0;
        return sorted(run, DictMethods.items(run, map), a.flag(3, "reverse", false), a.flag(1, "case_sensitive", false),
                by);
    }

    private static Object join(Run run, Arguments a) {
        a.atMost(run, 3, "d", "attribute");
        String between = Texts.text(run, a.get(1, "d", ""));
        Pieces out = run.pieces();
        boolean first = true;
        for (Object element : elements(run, a)) {
            String text = Texts.text(run, path(run, element, a.get(2, "attribute", None.NONE)));
            run.text((long) out.length() + text.length() + between.length() > Run.MAX_TEXT
                    ? Run.MAX_TEXT + 1L
                    : text.length() + between.length());
            out.append(first ? "" : between).append(text);
            first = false;
        }
        return out.text();
    }

    private static Object end(Run run, Arguments a, boolean largest) {
        List<Object> list = elements(run, a);
        if (list.isEmpty()) {
            return new Undefined("end of an empty sequence");
        }
        Object best = list.getFirst();
        for (Object element : list) {
            boolean sensitive = a.flag(1, "case_sensitive", false);
            Object by = a.get(2, "attribute", None.NONE);
            int c = Values.compare(run, folded(path(run, element, by), sensitive),
                    folded(path(run, best, by), sensitive));
            best = largest ? (c > 0 ? element : best) : (c < 0 ? element : best);
        }
        return best;
    }

    private static Object unique(Run run, Arguments a) {
        List<Object> seen = new ArrayList<>();
        List<Object> out = new ArrayList<>();
        for (Object element : elements(run, a)) {
            Object by = folded(path(run, element, a.get(2, "attribute", None.NONE)),
                    a.flag(1, "case_sensitive", false));
            if (!Values.contains(run, seen, by)) {
                seen.add(by);
                out.add(element);
            }
        }
        return out;
    }

    private static Object map(Run run, Arguments a) {
        List<Object> out = new ArrayList<>();
        Object attribute = a.named().get("attribute");
        for (Object element : elements(run, a)) {
            if (attribute != null) {
                out.add(path(run, element, attribute, a.named().getOrDefault("default", None.NONE)));
            } else {
                String name = a.text(run, 1, "name");
                out.add(Filters.apply(run, name, a.skip(name, 2).before(element)));
            }
        }
        return run.made(out);
    }

    private static Object choose(Run run, Arguments a, boolean byAttribute, boolean wanted) {
        List<Object> out = new ArrayList<>();
        int test = byAttribute ? 2 : 1;
        for (Object element : elements(run, a)) {
            Object value = byAttribute ? path(run, element, a.need(run, 1, "attribute")) : element;
            boolean holds = a.size() <= test
                    ? Values.truth(value)
                    : Tests.holds(run, a.text(run, test, "test"),
                            a.skip(a.text(run, test, "test"), test + 1).before(value));
            if (holds == wanted) {
                out.add(element);
            }
        }
        return run.made(out);
    }

    private static Object groupby(Run run, Arguments a) {
        a.atMost(run, 4, "attribute", "default", "case_sensitive");
        Object by = a.need(run, 1, "attribute");
        List<Object> groups = new ArrayList<>();
        Object last = new Undefined("no group");
        List<Object> members = new ArrayList<>();
        List<Object> list = elements(run, a);
        sorted(run, list, false, a.flag(3, "case_sensitive", false), by);
        for (Object element : list) {
            Object key = path(run, element, by);
            if (groups.isEmpty() || !Values.same(run, folded(key, false), folded(last, false))) {
                members = new ArrayList<>();
                groups.add(Tuple.of(key, members));
            }
            members.add(element);
            last = key;
        }
        return groups;
    }

    private static Object batch(Run run, Arguments a) {
        a.atMost(run, 3, "linecount", "fill_with");
        int n = Math.max(1, a.integer(run, 1, "linecount", 1));
        Object fill = a.get(2, "fill_with", None.NONE);
        List<Object> out = new ArrayList<>();
        List<Object> row = new ArrayList<>();
        for (Object element : elements(run, a)) {
            if (row.isEmpty()) {
                out.add(row);
            }
            row.add(element);
            if (row.size() == n) {
                row = new ArrayList<>();
            }
        }
        while (!row.isEmpty() && row.size() < n && !(fill instanceof None)) {
            run.charge(1);
            row.add(fill);
        }
        return out;
    }
}
