package io.engram.memory.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent's append-only record of what happened. Sequence numbers start at 1 and never repeat; see the package for what is
 * promised and the threading rule.
 *
 * <pre>{@code
 * try (Journal journal = Journal.open(directory, JournalOptions.of("ada"))) {
 *     long sequence = journal.append(1, payload).join(); // durable now
 *     journal.replay(sequence, (number, type, bytes) -> ...);
 * }
 * }</pre>
 */
public final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    /** Sees records in order of sequence. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * One record.
         *
         * @param payload
         *            read-only, big-endian as every new buffer, valid during the call
         */
        void record(long sequence, int type, ByteBuffer payload);
    }

    /** Sees records in order of sequence, with their place for {@link #payloadAt}. */
    @FunctionalInterface
    public interface PlacedVisitor {
        /**
         * One record.
         *
         * @param place
         *            where it is, until the next compaction
         * @param payload
         *            read-only, valid during the call
         */
        void record(long sequence, int type, long place, ByteBuffer payload);
    }

    /** Bits of a place that are the offset in the segment; above them is the segment's position in the list. */
    private static final int OFFSET_BITS = 40;
    /** Bytes read at once where one record is wanted. */
    private static final int ONE_RECORD = 4096;

    /** What there is to read; replaced as a whole, so that a reader's view fits together. */
    private record Content(List<Segment> segments, long lastSegmentEnd, long lastSequence) {
    }

    private final Path directory;
    private final @Nullable OwnerLock lock;
    private final @Nullable CommitLoop commits;
    private final JournalFiles files;
    private final long tornBytes;
    private final ConcurrentSkipListSet<JournalRecovery.Damage> damages = new ConcurrentSkipListSet<>(
            Comparator.comparing((JournalRecovery.Damage d) -> d.segment().getFileName().toString())
                    .thenComparingLong(JournalRecovery.Damage::offset)
                    .thenComparingLong(JournalRecovery.Damage::firstSequence));
    private final Object changes = new Object();
    private volatile Content content;

    private Journal(Path directory, JournalOptions options, JournalFiles files, @Nullable OwnerLock lock)
            throws IOException {
        this.directory = directory;
        this.files = files;
        this.lock = lock;
        List<Segment> segments = new ArrayList<>(Segment.list(directory));
        checkOwnership(segments, options);
        long torn = 0;
        if (!segments.isEmpty() && segments.getLast().header() == null
                && Files.size(segments.getLast().file()) <= SegmentHeader.BYTES) {
            // The owner died while creating it. Records are only written once a header is durable, so there are none.
            Segment unborn = segments.removeLast();
            torn += Files.size(unborn.file());
            if (lock != null) {
                files.delete(unborn.file());
            }
        }
        long end = 0;
        long next = 1;
        if (!segments.isEmpty()) {
            Segment last = segments.getLast();
            if (segments.getFirst().firstSequence() > 1) {
                damages.add(new JournalRecovery.Damage(segments.getFirst().file(), 0, 0, 1,
                        segments.getFirst().firstSequence() - 1, "the segments before this one are missing"));
            }
            SegmentScanner.Result tail = scan(last, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, (s, t, at, p) -> {
            });
            end = tail.end();
            next = tail.nextSequence();
            torn += Math.max(0, Files.size(last.file()) - end);
            if (last.header() == null) {
                torn = 0;
            }
        }
        this.tornBytes = torn;
        this.content = new Content(List.copyOf(segments), end, next - 1);
        this.commits = lock == null
                ? null
                : new CommitLoop(files, directory, options, resume(segments, options, end), next, new Published());
        if (torn > 0 || !damages.isEmpty()) {
            LOG.warn("journal {}: {} torn bytes {}, {} damaged stretches", directory, torn,
                    lock == null ? "at the end" : "cut from the end", damages.size());
        }
    }

    /**
     * Opens the journal in {@code directory}, creating both where they are missing (not with {@code readOnly}). Reads the last
     * segment only; the others are checked as they are replayed.
     *
     * @throws JournalLockedException
     *             another owner has it open
     * @throws JournalFormatException
     *             the files are of another agent, a newer owner or a newer version
     */
    public static Journal open(Path directory, JournalOptions options) {
        return open(directory, options, JournalFiles.DISK);
    }

    static Journal open(Path directory, JournalOptions options, JournalFiles files) {
        OwnerLock lock = null;
        try {
            if (!options.readOnly()) {
                Files.createDirectories(directory);
                lock = OwnerLock.take(directory);
                deleteLeftovers(directory, files);
            } else if (!Files.isDirectory(directory)) {
                throw new NotDirectoryException(directory.toString());
            }
            return new Journal(directory, options, files, lock);
        } catch (IOException | RuntimeException e) {
            close(lock, e);
            throw e instanceof JournalException known
                    ? known
                    : new JournalException("cannot open journal " + directory + ": " + e, e);
        }
    }

    /** Whose journal is in {@code directory}; empty where there is none yet. */
    public static Optional<String> agentIn(Path directory) {
        try {
            return Files.isDirectory(directory)
                    ? Segment.list(directory).stream().map(Segment::header).filter(header -> header != null)
                            .map(SegmentHeader::agentId).findFirst()
                    : Optional.empty();
        } catch (IOException e) {
            throw new JournalException("cannot read journal " + directory + ": " + e, e);
        }
    }

    /**
     * Appends a record. The future completes with its sequence number after the fsync that made it durable, on a thread of no
     * meaning; or exceptionally with a {@link JournalException}, and then the record is not part of the journal.
     *
     * <p>Blocks while the queue is full. Records of one thread keep their order.
     *
     * @param type
     *            not negative; its meaning is the caller's
     * @param payload
     *            at most 256 MiB; must not change until the future completes
     */
    public CompletableFuture<Long> append(int type, byte[] payload) {
        if (type < 0) {
            throw new IllegalArgumentException("type must not be negative, got " + type);
        }
        if (payload.length > RecordCodec.MAX_PAYLOAD) {
            throw new IllegalArgumentException(
                    "payload must have at most " + RecordCodec.MAX_PAYLOAD + " bytes, got " + payload.length);
        }
        return commits == null
                ? CompletableFuture.failedFuture(
                        new JournalReadOnlyException("journal " + directory + " was opened for reading", null))
                : commits.append(type, payload);
    }

    /**
     * Gives the visitor every readable record from {@code fromSequence} on, up to what was acknowledged when the call began.
     * Damage on the way is stepped over and added to {@link #recovery}. Reads beside appends and compaction.
     */
    public void replay(long fromSequence, Visitor visitor) {
        replayPlaced(fromSequence, (sequence, type, place, payload) -> visitor.record(sequence, type, payload));
    }

    /** As {@link #replay}, with the place of each record. */
    public void replayPlaced(long fromSequence, PlacedVisitor visitor) {
        replayPlaced(fromSequence, Long.MAX_VALUE, visitor);
    }

    /** The same up to and including a record; segments that begin after it are not read. */
    public void replayPlaced(long fromSequence, long toSequence, PlacedVisitor visitor) {
        Content now = content;
        long expected = -1;
        for (int i = 0; i < now.segments().size(); i++) {
            Segment segment = now.segments().get(i);
            boolean last = i == now.segments().size() - 1;
            long bound = last ? Long.MAX_VALUE : now.segments().get(i + 1).firstSequence();
            if (bound <= fromSequence || segment.firstSequence() > toSequence) {
                continue;
            }
            try {
                long limit = last ? now.lastSegmentEnd() : Long.MAX_VALUE;
                long placeOfSegment = (long) i << OFFSET_BITS;
                SegmentScanner.Result result = scan(segment, limit, bound, now.lastSequence(),
                        (sequence, type, offset, payload) -> {
                            if (sequence >= fromSequence && sequence <= toSequence) {
                                visitor.record(sequence, type, placeOfSegment | offset, payload);
                            }
                        });
                expected = result.nextSequence();
                if (!last && expected < bound) {
                    damages.add(new JournalRecovery.Damage(segment.file(), result.end(),
                            Files.size(segment.file()) - result.end(), expected, bound - 1,
                            "expected records up to the next segment, found no whole one"));
                }
            } catch (IOException e) {
                throw new JournalException("cannot read " + segment.file() + ": " + e, e);
            }
        }
    }

    /**
     * The payload of one record; null where what is there now is no whole record.
     *
     * @param place
     *            from {@link #replayPlaced}, with no compaction since
     */
    public @Nullable ByteBuffer payloadAt(long place) {
        Segment segment = content.segments().get((int) (place >>> OFFSET_BITS));
        SegmentHeader header = segment.header();
        if (header == null) {
            return null;
        }
        try (SegmentScanner scanner = new SegmentScanner(segment, header, Long.MAX_VALUE, ONE_RECORD)) {
            return scanner.payloadAt(place & (1L << OFFSET_BITS) - 1);
        } catch (IOException e) {
            throw new JournalException("cannot read " + segment.file() + ": " + e, e);
        }
    }

    /** Reads every record and returns what is damaged. */
    public JournalRecovery verify() {
        replay(1, (sequence, type, payload) -> {
        });
        return recovery();
    }

    /**
     * Ends the segment that is being appended to. Blocks until all earlier appends are decided.
     *
     * @return the last acknowledged sequence number; all up to it are in segments that are not appended to any more
     */
    public long seal() {
        CommitLoop loop = commits;
        if (loop == null) {
            throw new JournalReadOnlyException("journal " + directory + " was opened for reading", null);
        }
        try {
            return loop.roll().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof JournalException known ? known : new JournalException("cannot compact", e);
        }
    }

    /** Seals, then rewrites all there was before without the records that {@code keeper} refuses. */
    public JournalCompaction.Report compact(JournalCompaction.Keeper keeper) {
        return compact(seal(), JournalCompaction.Rewriter.of(keeper));
    }

    /**
     * Rewrites the segments that hold nothing after {@code through} so that what {@code rewriter} does not keep is gone from the
     * files, and returns what was removed. Appends and replays go on meanwhile. Segments are taken in order, oldest first, each
     * replaced as a whole by a rename, so a crash leaves some new, then the rest old: call again after one. Sequence numbers
     * of what stays do not change. Damaged stretches are removed too, as they may hold bytes that should go, and stay in the
     * report.
     *
     * <p>Files are replaced, not overwritten: whether the disk still holds the old blocks somewhere is up to it.
     *
     * @param through
     *            from {@link #seal}
     */
    public JournalCompaction.Report compact(long through, JournalCompaction.Rewriter rewriter) {
        if (commits == null) {
            throw new JournalReadOnlyException("journal " + directory + " was opened for reading", null);
        }
        synchronized (changes) {
            List<Segment> segments = content.segments();
            JournalCompaction compaction = new JournalCompaction(files, directory, rewriter);
            for (int i = 0; i < segments.size() - 1 && segments.get(i + 1).firstSequence() <= through + 1; i++) {
                compaction.rewrite(segments.get(i), segments.get(i + 1).firstSequence());
            }
            return compaction.report();
        }
    }

    /** Identifies the segment that holds a record: random, kept by compaction; 0 where its header cannot be read. */
    public long stampAt(long sequence) {
        long stamp = 0;
        for (Segment segment : content.segments()) {
            if (segment.firstSequence() <= sequence) {
                stamp = segment.header() == null ? 0 : segment.header().salt();
            }
        }
        return stamp;
    }

    /** The last acknowledged sequence number; 0 where there is none. */
    public long lastSequence() {
        return content.lastSequence();
    }

    /** What was cut and what is damaged, as far as has been read. */
    public JournalRecovery recovery() {
        return new JournalRecovery(tornBytes, List.copyOf(damages));
    }

    /** Bytes of all segments. */
    public long sizeBytes() {
        try {
            long sum = 0;
            for (Segment segment : content.segments()) {
                sum += Files.size(segment.file());
            }
            return sum;
        } catch (IOException e) {
            throw new JournalException("cannot read the sizes of journal " + directory + ": " + e, e);
        }
    }

    /** Waits for the appends under way, then releases the directory. Closing again does nothing. */
    @Override
    public void close() {
        if (commits != null) {
            commits.close();
        }
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                throw new JournalException("cannot release the lock of journal " + directory + ": " + e, e);
            }
        }
    }

    /** Reads one segment; sequence numbers above {@code newest} are not given out. */
    private SegmentScanner.Result scan(Segment segment, long limit, long bound, long newest, PlacedVisitor visitor)
            throws IOException {
        SegmentHeader header = segment.header();
        if (header == null) {
            // How many records were in it is not known; no number that one of them may have had is given again.
            long bytes = Files.size(segment.file());
            long next = bound == Long.MAX_VALUE ? segment.firstSequence() + bytes / RecordCodec.HEAD : bound;
            damages.add(new JournalRecovery.Damage(segment.file(), 0, bytes, segment.firstSequence(), next - 1,
                    "both copies of the segment's header are damaged"));
            return new SegmentScanner.Result(SegmentHeader.BYTES, next);
        }
        try (SegmentScanner scanner = new SegmentScanner(segment, header, limit)) {
            return scanner.scan(bound, new SegmentScanner.Sink() {
                @Override
                public void record(long sequence, int type, ByteBuffer payload) {
                    if (sequence <= newest) {
                        visitor.record(sequence, type, scanner.recordAt(), payload);
                    }
                }

                @Override
                public void damage(JournalRecovery.Damage damage) {
                    damages.add(damage);
                }
            });
        }
    }

    private final class Published implements CommitLoop.Progress {
        @Override
        public void segmentCreated(Segment segment) {
            List<Segment> segments = new ArrayList<>(content.segments());
            segments.removeIf(older -> older.firstSequence() == segment.firstSequence());
            segments.add(segment);
            content = new Content(List.copyOf(segments), SegmentHeader.BYTES, content.lastSequence());
        }

        @Override
        public void durable(long lastSequence, long endInSegment) {
            content = new Content(content.segments(), endInSegment, lastSequence);
        }
    }

    private @Nullable SegmentWriter resume(List<Segment> segments, JournalOptions options, long end)
            throws IOException {
        if (segments.isEmpty()) {
            return null;
        }
        Segment last = segments.getLast();
        SegmentHeader header = last.header();
        if (header == null) {
            return null;
        }
        SegmentWriter resumed = SegmentWriter.resume(files, last, header, end);
        if (header.epoch() == options.epoch()) {
            return resumed;
        }
        resumed.close(); // a new term begins a new segment
        return null;
    }

    private static void checkOwnership(List<Segment> segments, JournalOptions options) {
        for (Segment segment : segments) {
            SegmentHeader header = segment.header();
            if (header == null) {
                continue;
            }
            if (!header.agentId().equals(options.agentId())) {
                throw new JournalFormatException(segment.file() + " belongs to agent \"" + header.agentId()
                        + "\", expected \"" + options.agentId() + "\"");
            }
            if (!options.readOnly() && header.epoch() > options.epoch()) {
                throw new JournalFormatException(segment.file() + " was written in epoch " + header.epoch()
                        + ", this owner is of epoch " + options.epoch() + " and has been replaced");
            }
        }
    }

    private static void deleteLeftovers(Path directory, JournalFiles files) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*" + Segment.TEMPORARY_SUFFIX)) {
            for (Path file : found) {
                files.delete(file);
            }
        }
    }

    private static void close(@Nullable OwnerLock lock, Exception cause) {
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
