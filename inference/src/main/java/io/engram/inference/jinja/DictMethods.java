package io.engram.inference.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Methods of dicts and lists that only read. */
final class DictMethods {
    private static final Set<String> WRITING = Set.of("pop", "popitem", "update", "setdefault", "clear", "append",
            "extend", "insert", "remove", "sort", "reverse");

    private DictMethods() {
    }

    static @Nullable Callable of(Map<?, ?> map, String name) {
        return switch (name) {
            case "items" -> (run, a) -> items(run, map);
            case "keys" -> (run, a) -> Values.elements(run, map);
            case "values" -> (run, a) -> {
                run.charge(map.size());
                return new ArrayList<Object>(map.values());
            };
            case "get" -> (run, a) -> {
                a.atMost(run, 2, "default");
                Object value = map.get(Values.key(run, a.need(run, 0, "key")));
                return value == null ? a.get(1, "default", None.NONE) : value;
            };
            case "copy" -> (run, a) -> run.made(new LinkedHashMap<Object, Object>(map));
            case "pop", "popitem", "update", "setdefault", "clear" -> refusing(name);
            default -> null;
        };
    }

    static @Nullable Callable of(List<?> list, String name) {
        return switch (name) {
            case "index" -> (run, a) -> {
                for (int i = 0; i < list.size(); i++) {
                    if (Values.same(run, list.get(i), a.need(run, 0, "value"))) {
                        return (long) i;
                    }
                }
                throw run.fail("index: expected a value that is in the list");
            };
            case "count" -> (run, a) -> {
                long n = 0;
                for (Object element : list) {
                    n += Values.same(run, element, a.need(run, 0, "value")) ? 1 : 0;
                }
                return n;
            };
            case "copy" -> (run, a) -> Values.elements(run, list);
            default -> WRITING.contains(name) ? refusing(name) : null;
        };
    }

    /** Values are not changed by a template, as in the sandbox that the transformers library uses. */
    private static Callable refusing(String name) {
        return (run, a) -> {
            throw run.fail(name + ": expected a method that changes nothing");
        };
    }

    static List<Object> items(Run run, Map<?, ?> map) {
        run.charge(map.size());
        List<Object> out = new ArrayList<>(map.size());
        map.forEach((k, v) -> out.add(Tuple.of(k, v)));
        return out;
    }
}
