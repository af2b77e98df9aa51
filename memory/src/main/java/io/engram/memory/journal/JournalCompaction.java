package io.engram.memory.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Rewrites segments without the records, or the parts of records, that should go. One compaction, one thread. */
public final class JournalCompaction {

    /** Decides what stays. Called for every readable record, in order, once or twice; must answer the same both times. */
    @FunctionalInterface
    public interface Keeper {
        /**
         * Whether the record stays.
         *
         * @param payload
         *            read-only, valid during the call
         */
        boolean keep(long sequence, int type, ByteBuffer payload);
    }

    /** Decides what stays of each record. Called as a {@link Keeper} is. */
    @FunctionalInterface
    public interface Rewriter {
        /**
         * What the record's payload becomes: the bytes that were given where it stays, others that take their place, or null where
         * the record goes. The position of the buffer that was given must be left as it is.
         *
         * @param payload
         *            read-only, valid during the call
         */
        @Nullable
        ByteBuffer rewrite(long sequence, int type, ByteBuffer payload);

        /** Keeps or removes whole records. */
        static Rewriter of(Keeper keeper) {
            return (sequence, type, payload) -> keeper.keep(sequence, type, payload.duplicate()) ? payload : null;
        }
    }

    /**
     * What a compaction did.
     *
     * @param segments
     *            how many were rewritten
     * @param records
     *            how many were removed or shortened
     * @param bytes
     *            by how much the files shrank
     */
    public record Report(int segments, long records, long bytes) {
    }

    private static final int FLUSH = 4 << 20;

    private final JournalFiles files;
    private final Path directory;
    private final Rewriter rewriter;
    private int segments;
    private long records;
    private long bytes;

    JournalCompaction(JournalFiles files, Path directory, Rewriter rewriter) {
        this.directory = directory;
        this.files = files;
        this.rewriter = rewriter;
    }

    Report report() {
        return new Report(segments, records, bytes);
    }

    /** Replaces a sealed segment, unless everything in it stays. */
    void rewrite(Segment segment, long bound) {
        SegmentHeader header = segment.header();
        if (header == null) {
            return; // nothing in it can be told apart from damage, and its report is all that is left
        }
        Path temporary = segment.file().resolveSibling(segment.file().getFileName() + Segment.TEMPORARY_SUFFIX);
        try {
            if (!nothingToRemove(segment, header, bound)) {
                long before = Files.size(segment.file());
                copy(segment, header, bound, temporary);
                files.replace(temporary, segment.file());
                files.syncDirectory(directory);
                segments++;
                bytes += before - Files.size(segment.file());
            }
        } catch (IOException e) {
            try {
                files.delete(temporary);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw new JournalException("cannot compact " + segment.file() + ", it stays as it was: " + e, e);
        }
    }

    private boolean nothingToRemove(Segment segment, SegmentHeader header, long bound) throws IOException {
        boolean[] found = new boolean[1];
        try (SegmentScanner scanner = new SegmentScanner(segment, header, Long.MAX_VALUE)) {
            SegmentScanner.Result result = scanner.scan(bound, new SegmentScanner.Sink() {
                @Override
                public void record(long sequence, int type, ByteBuffer payload) {
                    found[0] |= !payload.equals(rewriter.rewrite(sequence, type, payload));
                }

                @Override
                public void damage(JournalRecovery.Damage damage) {
                    found[0] |= damage.bytes() > 0;
                }
            });
            return !found[0] && result.end() == Files.size(segment.file());
        }
    }

    private void copy(Segment segment, SegmentHeader header, long bound, Path to) throws IOException {
        files.delete(to);
        try (JournalFiles.Out out = files.open(to, true);
                SegmentScanner scanner = new SegmentScanner(segment, header, Long.MAX_VALUE)) {
            Copy copy = new Copy(out, header);
            long next = scanner.scan(bound, copy).nextSequence();
            if (next < bound) {
                copy.stretch(RecordCodec.LOST, next, bound - 1);
            }
            copy.finish();
        }
    }

    /** Writes what stays, and one record in place of each stretch that does not. */
    private final class Copy implements SegmentScanner.Sink {
        private final JournalFiles.Out out;
        private final RecordCodec codec;
        private ByteBuffer buffer = ByteBuffer.allocate(FLUSH).order(ByteOrder.LITTLE_ENDIAN);
        private long position;
        /** A stretch of removed sequences not yet written; empty where last is below first. */
        private long removedFirst = 1;
        private long removedLast = 0;

        Copy(JournalFiles.Out out, SegmentHeader header) throws IOException {
            this.out = out;
            this.codec = new RecordCodec(header.salt());
            out.write(header.encode(), 0);
            position = SegmentHeader.BYTES;
        }

        @Override
        public void record(long sequence, int type, ByteBuffer payload) throws IOException {
            ByteBuffer kept = rewriter.rewrite(sequence, type, payload);
            records += payload.equals(kept) ? 0 : 1;
            if (kept != null) {
                writeRemoved();
                write(sequence, type, kept);
            } else {
                removed(sequence, sequence);
            }
        }

        @Override
        public void removed(long first, long last) throws IOException {
            if (removedLast < removedFirst) {
                removedFirst = first;
            }
            removedLast = last;
        }

        @Override
        public void damage(JournalRecovery.Damage damage) throws IOException {
            if (damage.lastSequence() >= damage.firstSequence()) {
                stretch(RecordCodec.LOST, damage.firstSequence(), damage.lastSequence());
            }
        }

        void stretch(int type, long first, long last) throws IOException {
            writeRemoved();
            write(first, type, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(last).flip());
        }

        private void writeRemoved() throws IOException {
            if (removedLast >= removedFirst) {
                long first = removedFirst;
                long last = removedLast;
                removedFirst = 1;
                removedLast = 0;
                stretch(RecordCodec.REMOVED, first, last);
            }
        }

        private void write(long sequence, int type, ByteBuffer payload) throws IOException {
            int size = RecordCodec.size(payload.remaining());
            if (buffer.remaining() < size) {
                flush();
                if (buffer.capacity() < size) {
                    buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
                }
            }
            codec.encode(buffer, sequence, type, payload);
        }

        private void flush() throws IOException {
            buffer.flip();
            int bytes = buffer.remaining();
            out.write(buffer, position);
            position += bytes;
            buffer.clear();
        }

        void finish() throws IOException {
            writeRemoved();
            flush();
            out.sync();
        }
    }
}
