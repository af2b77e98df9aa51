package io.engram.memory.recall;

import io.engram.memory.index.VectorIndex;
import io.engram.memory.snapshot.SnapshotInput;
import io.engram.memory.snapshot.SnapshotPart;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** All recallable documents of an agent with their words, vectors, times and neighbours. Thread-safe, one writer. */
public final class RecallIndex implements AutoCloseable {
    /** At most this many documents that read the same come out of one search. */
    static final int SAME_TEXT = 3;
    /** Of documents that read the same, the newest this many take part in a ranking: a life repeats itself. */
    static final int OFFERED_SAME_TEXT = 16;

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Directory directory = new Directory();
    private final LexicalIndex lexical = new LexicalIndex(directory);
    private final VectorIndex vectors;
    private final RecallWeights weights;
    /** Text key to the newest document with that text. */
    private final LongIntMap heads = new LongIntMap();
    private final LinkedHashSet<Long> pending = new LinkedHashSet<>();
    /** False after a restore, until someone asks. */
    private boolean pendingKnown = true;
    /** These name their numbers in order. */
    private final Map<String, Integer> groups = new LinkedHashMap<>();
    private final Map<String, Integer> actors = new LinkedHashMap<>();
    private final List<List<String>> actorTerms = new ArrayList<>();
    private final Map<String, Integer> channels = new LinkedHashMap<>();
    private final ConcurrentLinkedQueue<Workspace> idle = new ConcurrentLinkedQueue<>();

    /** An empty index over a vector index that it then owns. */
    public RecallIndex(VectorIndex vectors, RecallWeights weights) {
        this.vectors = vectors;
        this.weights = weights;
    }

    /** Adds a document; one whose id is there already is left as it is. */
    public void add(Document document) {
        Map<String, Integer> counts = LexicalIndex.count(terms(document.keyText()));
        long key = TextKey.of(document.embedText());
        int length = counts.values().stream().mapToInt(Integer::intValue).sum();
        lock.writeLock().lock();
        try {
            if (directory.ordinal(document.id()) != LongIntMap.NONE) {
                return;
            }
            int group = document.group().isEmpty() ? Directory.NONE : group(document.group());
            int actor = actor(document.actor());
            int ordinal = directory.add(document.id(), document.layer(), document.timeMillis(), key,
                    (float) document.salience(), group, actor, document.trust(), length);
            lexical.add(ordinal, counts);
            if (key != TextKey.NONE) {
                int older = heads.put(key, ordinal);
                if (older != LongIntMap.NONE) {
                    directory.sameText(ordinal, older);
                    crowd(ordinal, OFFERED_SAME_TEXT, true);
                } else if (!vectors.contains(key)) {
                    pending.add(key);
                }
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Marks the document that so many newer ones read the same as, if there is one. */
    private void crowd(int head, int newer, boolean crowded) {
        int at = head;
        for (int n = 0; n < newer && at != Directory.NONE; n++) {
            at = directory.sameText(at);
        }
        if (at != Directory.NONE) {
            directory.crowded(at, crowded);
        }
    }

    private int group(String name) {
        int known = groups.size();
        int group = number(groups, name);
        if (group == known) {
            int end = name.indexOf('\0');
            directory.channelOf(group, number(channels, end < 0 ? name : name.substring(0, end)));
        }
        return group;
    }

    private static int number(Map<String, Integer> numbers, String name) {
        return numbers.computeIfAbsent(name, n -> numbers.size());
    }

    private int actor(String name) {
        int number = number(actors, name);
        if (number == actorTerms.size()) {
            actorTerms.add(terms(name));
        }
        return number;
    }

    /** The index terms of a text, in order. */
    public static List<String> terms(String text) {
        List<String> terms = new ArrayList<>();
        Terms.of(text, terms::add);
        return terms;
    }

    /**
     * Removes a document, its words, and its vector if no other document reads the same.
     *
     * @param document as it was added
     * @return whether it was there
     */
    public boolean remove(Document document) {
        Map<String, Integer> counts = LexicalIndex.count(terms(document.keyText()));
        lock.writeLock().lock();
        try {
            int ordinal = directory.ordinal(document.id());
            if (ordinal == LongIntMap.NONE) {
                return false;
            }
            lexical.remove(ordinal, counts);
            unchain(ordinal);
            directory.remove(ordinal);
            return true;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void unchain(int ordinal) {
        long key = directory.textKey(ordinal);
        if (key == TextKey.NONE) {
            return;
        }
        int older = directory.sameText(ordinal);
        int head = heads.get(key);
        if (head == ordinal) {
            if (older == Directory.NONE) {
                heads.remove(key);
                vectors.remove(key);
                pending.remove(key);
            } else {
                heads.put(key, older);
                crowd(older, OFFERED_SAME_TEXT - 1, false);
            }
            return;
        }
        int newer = head;
        while (directory.sameText(newer) != ordinal) {
            newer = directory.sameText(newer);
        }
        directory.sameText(newer, older);
        crowd(head, OFFERED_SAME_TEXT - 1, false);
    }

    /** Sets the vector of a text. A text that no document has any more is not kept. */
    public void vector(long key, float[] unitVector) {
        lock.writeLock().lock();
        try {
            if (heads.get(key) != LongIntMap.NONE) {
                if (!vectors.contains(key)) {
                    vectors.add(key, unitVector);
                }
                pending.remove(key);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** A text key that has no vector yet and, as its example, the id of the newest document with that text. */
    public record Pending(long key, long document) {
    }

    /** The oldest texts that wait for a vector, at most so many. */
    public List<Pending> pending(int most) {
        lock.writeLock().lock();
        try {
            knowPending();
            return pending.stream().limit(most).map(key -> new Pending(key, directory.id(heads.get(key)))).toList();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Stops waiting for the vector of a text that cannot be embedded; it stays findable by words. */
    public void giveUp(long key) {
        lock.writeLock().lock();
        try {
            pending.remove(key);
        } finally {
            lock.writeLock().unlock();
        }
    }

    public int pendingVectors() {
        lock.writeLock().lock();
        try {
            knowPending();
            return pending.size();
        } finally {
            lock.writeLock().unlock();
        }
    }

    public int vectors() {
        return vectors.size();
    }

    /** How many vectors are in the graph. */
    public int inGraph() {
        return vectors.inGraph();
    }

    /** Calls back, on a background thread, when the graph has grown. */
    public void onProgress(Runnable listener) {
        vectors.onProgress(listener);
    }

    /** Waits until the graph over the vectors is built: searches are then as fast as they get. */
    public void awaitIdle() throws InterruptedException {
        vectors.awaitIdle();
    }

    /** Documents now in the index. */
    public int size() {
        lock.readLock().lock();
        try {
            return directory.live();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The id of the document before this one in its group. */
    public OptionalLong previous(long id) {
        return neighbour(id, false);
    }

    /** The id of the document after this one in its group. */
    public OptionalLong next(long id) {
        return neighbour(id, true);
    }

    private OptionalLong neighbour(long id, boolean forward) {
        lock.readLock().lock();
        try {
            int ordinal = directory.ordinal(id);
            if (ordinal == LongIntMap.NONE) {
                return OptionalLong.empty();
            }
            int other = forward ? directory.next(ordinal) : directory.previous(ordinal);
            return other == Directory.NONE ? OptionalLong.empty() : OptionalLong.of(directory.id(other));
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The best documents for a search, best first, ties by smaller id. */
    public List<Candidate> search(Search search) {
        return search(search, weights);
    }

    /** As {@link #search(Search)} with other weights, for measurements. */
    public List<Candidate> search(Search search, RecallWeights with) {
        Workspace space = idle.poll();
        if (space == null) {
            space = new Workspace();
        }
        lock.readLock().lock();
        try {
            Eligibility eligible = new Eligibility(directory, search.filter(), actors, channels);
            return new Fusion(this, search, with, eligible, space).rank();
        } finally {
            lock.readLock().unlock();
            idle.offer(space);
        }
    }

    // For Fusion, under the read lock.

    Directory directory() {
        return directory;
    }

    LexicalIndex lexical() {
        return lexical;
    }

    VectorIndex vectorIndex() {
        return vectors;
    }

    /** The newest document with a text; {@link Directory#NONE} if there is none. */
    int newest(long textKey) {
        return heads.get(textKey);
    }

    /** Whether the words hold the whole name of an actor. */
    boolean names(int actor, java.util.Set<String> words) {
        List<String> name = actorTerms.get(actor);
        return !name.isEmpty() && words.containsAll(name);
    }

    /** Whether a document has the text of this key. */
    public boolean holds(long textKey) {
        lock.readLock().lock();
        try {
            return heads.get(textKey) != LongIntMap.NONE;
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Ids of documents whose vector is like a query's, of the {@code limit} nearest texts.
     *
     * @param query unit vector [dimensions]
     * @param similarity least cosine
     */
    public java.util.Set<Long> alike(float[] query, double similarity, int limit) {
        java.util.Set<Long> ids = new java.util.TreeSet<>();
        lock.readLock().lock();
        try {
            for (VectorIndex.Hit hit : vectors.search(query, limit, VectorIndex.ALL)) {
                int head = hit.score() < similarity ? LongIntMap.NONE : heads.get(hit.id());
                for (int at = head; at != LongIntMap.NONE; at = directory.sameText(at)) {
                    ids.add(directory.id(at));
                }
            }
        } finally {
            lock.readLock().unlock();
        }
        return ids;
    }

    /**
     * What a snapshot keeps of this index; empty while it cannot be kept. After a restore {@link #add} is called again for
     * documents that the sections hold already and must then do nothing.
     */
    public List<SnapshotPart> snapshotParts() {
        return List.of(new Documents(), vectors.snapshotPart());
    }

    /** Documents with their words. Which of them wait for a vector is found when both sections are back. */
    private final class Documents implements SnapshotPart {
        @Override
        public String section() {
            return "documents";
        }

        @Override
        public int version() {
            return IndexCodec.VERSION;
        }

        @Override
        public Frozen freeze() {
            List<String> actorNames = List.copyOf(actors.keySet());
            List<String> channelNames = List.copyOf(channels.keySet());
            List<String> groupNames = List.copyOf(groups.keySet());
            Directory.Frozen documents = directory.freeze();
            Frozen words = lexical.freeze();
            return out -> {
                documents.write(out, actorNames, channelNames, groupNames);
                words.write(out);
            };
        }

        @Override
        public void restore(SnapshotInput in) {
            lock.writeLock().lock();
            try {
                actors.putAll(IndexCodec.names(in));
                actors.keySet().forEach(name -> actorTerms.add(terms(name)));
                channels.putAll(IndexCodec.names(in));
                groups.putAll(IndexCodec.names(in));
                directory.read(in, actors.size(), channels.size());
                if (directory.groups() > groups.size()) {
                    throw in.bad("expected " + groups.size() + " groups, found " + directory.groups());
                }
                lexical.read(in);
                chainTexts();
                pendingKnown = false;
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    /** Finds the newest document of each text: the one that no other names as older. */
    private void chainTexts() {
        BitSet older = new BitSet();
        for (int i = 0; i < directory.size(); i++) {
            if (directory.isLive(i) && directory.sameText(i) != Directory.NONE) {
                older.set(directory.sameText(i));
            }
        }
        for (int i = 0; i < directory.size(); i++) {
            if (directory.isLive(i) && directory.textKey(i) != TextKey.NONE && !older.get(i)) {
                heads.put(directory.textKey(i), i);
                int at = directory.sameText(i);
                for (int n = 1; at != Directory.NONE && n < directory.size(); n++) {
                    directory.crowded(at, n >= OFFERED_SAME_TEXT);
                    at = directory.sameText(at);
                }
            }
        }
    }

    private void knowPending() {
        if (!pendingKnown) {
            pendingKnown = true;
            for (int i = 0; i < directory.size(); i++) {
                long key = directory.textKey(i);
                if (directory.isLive(i) && key != TextKey.NONE && heads.get(key) == i && !vectors.contains(key)) {
                    pending.add(key);
                }
            }
        }
    }

    @Override
    public void close() {
        vectors.close();
    }
}
