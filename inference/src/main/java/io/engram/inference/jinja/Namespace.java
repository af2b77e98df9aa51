package io.engram.inference.jinja;

import java.util.Map;

/** The one kind of value whose attributes a template may set. */
record Namespace(Map<String, Object> values) {
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
