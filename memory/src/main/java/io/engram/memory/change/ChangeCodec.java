package io.engram.memory.change;

import io.engram.memory.SleepPhase;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Changes to journal bytes and back.
 *
 * <p>A payload is a format version (one byte) and then changes, each a kind (varint) and a structure (its length and its
 * fields). A kind this reader does not know is skipped; a version it does not know is an error.
 */
@SuppressWarnings("EnumOrdinal") // stored enums are documented as append-only
public final class ChangeCodec {
    /** The journal record type of a change list. */
    public static final int RECORD_TYPE = 1;

    private static final int VERSION = 1;

    private static final int EPISODE = 1;
    private static final int VECTOR = 2;
    private static final int FACT = 3;
    private static final int REGULARITY = 4;
    private static final int REGULARITY_DROPPED = 5;
    private static final int SKILL = 6;
    private static final int WORKING = 7;
    private static final int WORKING_REMOVED = 8;
    private static final int ACCESSED = 9;
    private static final int PHASE = 10;
    private static final int FACT_DROPPED = 20;
    private static final int SKILL_DROPPED = 21;
    private static final int ENTITY_MERGED = 22;
    private static final int DECIDED = 23;
    private static final int FORGOTTEN = 30;
    private static final int PURGED = 31;
    private static final int EXPORTED = 32;

    private ChangeCodec() {
    }

    /** The payload of changes that become true together. */
    public static byte[] encode(List<Change> changes) {
        ByteSink out = new ByteSink();
        out.fixed8(VERSION);
        for (Change change : changes) {
            ByteSink body = new ByteSink();
            out.varint(write(body, change));
            out.struct(body);
        }
        return out.toBytes();
    }

    private static int write(ByteSink out, Change change) {
        return switch (change) {
            case Change.EpisodeRecorded c -> {
                RecordCodec.episode(out, c.episode());
                yield EPISODE;
            }
            case Change.VectorStored c -> {
                out.fixed64(c.key());
                out.text(c.embedder());
                out.float16s(c.vector());
                yield VECTOR;
            }
            case Change.FactWritten c -> {
                RecordCodec.fact(out, c.fact());
                yield FACT;
            }
            case Change.RegularityWritten c -> {
                RecordCodec.regularity(out, c.regularity());
                yield REGULARITY;
            }
            case Change.RegularityDropped c -> {
                out.varint(c.id());
                yield REGULARITY_DROPPED;
            }
            case Change.SkillWritten c -> {
                RecordCodec.skill(out, c.skill());
                yield SKILL;
            }
            case Change.WorkingWritten c -> {
                RecordCodec.working(out, c.item());
                yield WORKING;
            }
            case Change.WorkingRemoved c -> {
                out.varint(c.id());
                yield WORKING_REMOVED;
            }
            case Change.Accessed c -> {
                RecordCodec.ids(out, c.ids());
                out.instant(c.time());
                yield ACCESSED;
            }
            case Change.FactDropped c -> {
                out.varint(c.id());
                yield FACT_DROPPED;
            }
            case Change.SkillDropped c -> {
                out.varint(c.id());
                yield SKILL_DROPPED;
            }
            case Change.EntityMerged c -> {
                RecordCodec.merge(out, c.merge());
                yield ENTITY_MERGED;
            }
            case Change.Decided c -> {
                RecordCodec.decision(out, c.decision());
                yield DECIDED;
            }
            case Change.Forgotten c -> {
                out.instant(c.time());
                RecordCodec.ids(out, c.ids());
                out.varint(c.before());
                out.varint(c.key().length);
                out.raw(c.key(), c.key().length);
                out.varint(c.values().size());
                c.values().forEach(out::fixed64);
                yield FORGOTTEN;
            }
            case Change.Purged c -> {
                out.varint(c.through());
                yield PURGED;
            }
            case Change.Exported c -> {
                out.instant(c.time());
                out.text(c.file());
                out.varint(c.before());
                yield EXPORTED;
            }
            case Change.PhaseReached c -> {
                out.varint(c.phase().ordinal());
                out.varint(c.episode());
                yield PHASE;
            }
        };
    }

    /**
     * The changes of a payload.
     *
     * @throws ChangeFormatException if the bytes are no payload of a known version
     */
    public static List<Change> decode(ByteBuffer payload) {
        ByteSource in = new ByteSource(payload.slice());
        int version = in.fixed8(-1);
        if (version != VERSION) {
            throw new ChangeFormatException("change list must have version " + VERSION + ", has " + version);
        }
        List<Change> changes = new ArrayList<>();
        while (in.more()) {
            int kind = in.intValue(0);
            read(kind, in.struct(), changes);
        }
        return changes;
    }

    /**
     * A payload without the changes that {@code keep} refuses. What stays, changes of unknown kind included, stays byte for byte.
     *
     * @return the payload itself where all of it stays, null where nothing does
     * @throws ChangeFormatException if the bytes are no payload of a known version
     */
    public static @Nullable ByteBuffer filter(ByteBuffer payload, Predicate<Change> keep) {
        ByteBuffer bytes = payload.slice();
        ByteSource in = new ByteSource(bytes);
        int version = in.fixed8(-1);
        if (version != VERSION) {
            throw new ChangeFormatException("change list must have version " + VERSION + ", has " + version);
        }
        ByteBuffer kept = ByteBuffer.allocate(bytes.limit()).put((byte) version);
        boolean all = true;
        List<Change> one = new ArrayList<>(1);
        while (in.more()) {
            int start = bytes.position();
            int kind = in.intValue(0);
            one.clear();
            read(kind, in.struct(), one);
            if (one.isEmpty() || keep.test(one.getFirst())) {
                kept.put(bytes.slice(start, bytes.position() - start));
            } else {
                all = false;
            }
        }
        if (all) {
            return payload;
        }
        return kept.position() == 1 ? null : kept.flip();
    }

    /** Gives the ids of the episodes that a payload records, without reading their content. */
    public static void episodes(ByteBuffer payload, LongConsumer ids) {
        ByteSource in = new ByteSource(payload.slice());
        if (in.fixed8(-1) != VERSION) {
            return;
        }
        while (in.more()) {
            int kind = in.intValue(0);
            ByteSource body = in.struct();
            if (kind == EPISODE) {
                ids.accept(body.varint(0));
            }
        }
    }

    private static void read(int kind, ByteSource in, List<Change> out) {
        try {
            switch (kind) {
                case EPISODE -> out.add(new Change.EpisodeRecorded(RecordCodec.episode(in)));
                case VECTOR -> out.add(new Change.VectorStored(in.fixed64(0), in.text(""), in.float16s()));
                case FACT -> out.add(new Change.FactWritten(RecordCodec.fact(in)));
                case REGULARITY -> out.add(new Change.RegularityWritten(RecordCodec.regularity(in)));
                case REGULARITY_DROPPED -> out.add(new Change.RegularityDropped(in.varint(0)));
                case SKILL -> out.add(new Change.SkillWritten(RecordCodec.skill(in)));
                case WORKING -> out.add(new Change.WorkingWritten(RecordCodec.working(in)));
                case WORKING_REMOVED -> out.add(new Change.WorkingRemoved(in.varint(0)));
                case ACCESSED -> out.add(new Change.Accessed(RecordCodec.ids(in), in.instant(Instant.EPOCH)));
                case FORGOTTEN ->
                    out.add(new Change.Forgotten(in.instant(Instant.EPOCH), RecordCodec.ids(in), in.varint(0),
                            in.raw(), in.fixed64s()));
                case PURGED -> out.add(new Change.Purged(in.varint(0)));
                case EXPORTED ->
                    out.add(new Change.Exported(in.instant(Instant.EPOCH), in.text("unknown"), in.varint(0)));
                case PHASE -> out.add(new Change.PhaseReached(in.constant(SleepPhase.values(), SleepPhase.REGULARITIES),
                        in.varint(0)));
                case FACT_DROPPED -> out.add(new Change.FactDropped(in.varint(0)));
                case SKILL_DROPPED -> out.add(new Change.SkillDropped(in.varint(0)));
                case ENTITY_MERGED -> out.add(new Change.EntityMerged(RecordCodec.merge(in)));
                case DECIDED -> out.add(new Change.Decided(RecordCodec.decision(in)));
                default -> {
                    // written by a later version; its effects are unknown here and its bytes stay in the journal
                }
            }
        } catch (IllegalArgumentException e) {
            throw new ChangeFormatException("change of kind " + kind + " holds a bad value: " + e.getMessage());
        }
    }
}
