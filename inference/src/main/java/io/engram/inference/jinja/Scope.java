package io.engram.inference.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables of a block, over those of the block around it. Loops, macros and {@code with} have one each; {@code if} has none. */
final class Scope {
    private final Map<String, Object> values = new HashMap<>();
    private final @Nullable Scope outer;

    Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    @Nullable
    Object find(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Object value = scope.values.get(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    void set(String name, Object value) {
        values.put(name, value);
    }
}
