package io.engram.memory.recall;

import io.engram.memory.snapshot.SnapshotInput;
import io.engram.memory.snapshot.SnapshotOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names with their numbers, for the snapshot section of a {@link RecallIndex}: in the order of the numbers. */
final class IndexCodec {
    /** To be raised when the fields change, or the rules by which text becomes terms ({@link Terms}, {@link Stemmer}). */
    static final int VERSION = 2;
    private static final int MOST = 1 << 28;

    private IndexCodec() {
    }

    static void putNames(SnapshotOutput out, List<String> names) throws IOException {
        out.putInt(names.size());
        for (String name : names) {
            out.putText(name);
        }
    }

    static Map<String, Integer> names(SnapshotInput in) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        int count = in.getCount(MOST);
        for (int i = 0; i < count; i++) {
            String name = in.getText();
            if (numbers.put(name, i) != null) {
                throw in.bad("expected different names, found \"" + name + "\" twice");
            }
        }
        return numbers;
    }
}
