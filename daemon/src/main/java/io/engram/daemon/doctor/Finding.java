package io.engram.daemon.doctor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one check found.
 *
 * @param name what was looked at
 * @param level how good it is
 * @param detail what was seen, for people
 * @param fix what the doctor would do; empty when nothing
 * @param measures numbers and names behind the detail, in a stable order
 */
public record Finding(String name, Level level, String detail, String fix, Map<String, Object> measures) {
    public Finding {
        measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
    }

    /** How good it is. */
    public enum Level {
        /** As it should be. */
        OK,
        /** It works, but slower or with less than it could. */
        WEAK,
        /** Something required does not work. */
        BROKEN
    }

    static Finding ok(String name, String detail, Map<String, Object> measures) {
        return new Finding(name, Level.OK, detail, "", measures);
    }

    static Finding weak(String name, String detail, String fix, Map<String, Object> measures) {
        return new Finding(name, Level.WEAK, detail, fix, measures);
    }

    static Finding broken(String name, String detail, String fix, Map<String, Object> measures) {
        return new Finding(name, Level.BROKEN, detail, fix, measures);
    }
}
