package io.engram.memory.recall;

import io.engram.memory.snapshot.SnapshotInput;
import io.engram.memory.snapshot.SnapshotPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An inverted index: for each term the documents that hold it. {@link LexicalSearch} scores them. Deleting cuts the document
 * out of the postings of its own terms, so nothing of it stays. Guarded by the lock of {@link RecallIndex}.
 */
final class LexicalIndex {
    private final Directory directory;
    private final Map<String, Postings> terms = new HashMap<>();
    private long totalLength;

    LexicalIndex(Directory directory) {
        this.directory = directory;
    }

    /** Distinct terms with their counts, for {@link #add} and {@link #remove}. */
    static Map<String, Integer> count(List<String> terms) {
        Map<String, Integer> counts = new HashMap<>();
        terms.forEach(term -> counts.merge(term, 1, Integer::sum));
        return counts;
    }

    void add(int ordinal, Map<String, Integer> counts) {
        counts.forEach((term, n) -> {
            terms.computeIfAbsent(term, t -> new Postings()).add(ordinal, n);
            totalLength += n;
        });
    }

    void remove(int ordinal, Map<String, Integer> counts) {
        counts.forEach((term, n) -> {
            Postings postings = terms.get(term);
            if (postings != null) {
                postings.remove(ordinal);
                if (postings.size() == 0) {
                    terms.remove(term);
                }
            }
            totalLength -= n;
        });
    }

    /** What {@link #read} reads, of this moment. */
    SnapshotPart.Frozen freeze() {
        long length = totalLength;
        List<Postings.Frozen> frozen = new ArrayList<>(terms.size());
        terms.forEach((term, postings) -> frozen.add(postings.freeze(term)));
        return out -> {
            out.putLong(length);
            out.putInt(frozen.size());
            for (Postings.Frozen postings : frozen) {
                postings.write(out);
            }
        };
    }

    void read(SnapshotInput in) {
        totalLength = in.getLong();
        int count = in.getCount(Integer.MAX_VALUE - 8);
        for (int i = 0; i < count; i++) {
            String term = in.getText();
            terms.put(term, Postings.read(in, directory.size()));
        }
    }

    @Nullable
    Postings postings(String term) {
        return terms.get(term);
    }

    int distinctTerms() {
        return terms.size();
    }

    Directory directory() {
        return directory;
    }

    /** Mean number of terms of a document, at least 1. */
    double averageLength() {
        return Math.max(1, totalLength / (double) Math.max(1, directory.live()));
    }
}
