package io.engram.worldmodel.grid;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Saved form of a grid model. All numbers big-endian:
 *
 * <pre>
 * int  magic "EGRM"      int version 1     int length of the body     body     long CRC-32 of the body
 * body: int actions, width, height, channels
 *       int n, n x long cell tuple                                  the kinds, in order
 *       2 x int                                                     votes on the observer's own cell
 *       int n, n x (byte motion, byte changed, long kinds, byte sign, boolean terminal)   the outcomes, in order
 *       per action: int n, n x (long key, int m, m x (int outcome, int count, double reward sum))
 *       int n, n x (long view, actions x float)                     habit values
 * </pre>
 */
final class GridCodec {
    private static final int MAGIC = 0x4547524d;
    private static final int VERSION = 1;
    private static final int MOST_BYTES = 1 << 29;

    /** Everything learned, read and checked but not yet in use. */
    @SuppressWarnings("ArrayRecordComponent") // internal carrier, never compared
    private record Saved(long[] tuples, int[] ownCell, List<Outcomes.Outcome> outcomes, List<List<Entry>> counts,
            List<Map.Entry<Long, float[]>> habits) {
    }

    @SuppressWarnings("ArrayRecordComponent") // internal carrier, never compared
    private record Entry(long key, int[] outcome, int[] count, double[] rewards) {
    }

    private GridCodec() {
    }

    static void write(GridModel.Parts model, DataOutput out) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeInt(model.rules().actions);
        body.writeInt(model.space().width());
        body.writeInt(model.space().height());
        body.writeInt(model.space().channels());
        long[] tuples = model.kinds().tuples();
        body.writeInt(tuples.length);
        for (long tuple : tuples)
            body.writeLong(tuple);
        for (int votes : model.reader().ownCellCounts())
            body.writeInt(votes);
        body.writeInt(model.rules().outcomes.size());
        for (int i = 0; i < model.rules().outcomes.size(); i++) {
            Outcomes.Outcome outcome = model.rules().outcomes.get(i);
            body.writeByte(outcome.motion());
            body.writeByte(outcome.changed());
            body.writeLong(outcome.kinds());
            body.writeByte(outcome.sign());
            body.writeBoolean(outcome.terminal());
        }
        for (int a = 0; a < model.rules().actions; a++)
            writeCounts(model.rules().counts(a), body);
        body.writeInt(model.habit().table().size());
        for (Map.Entry<Long, float[]> entry : model.habit().table().entrySet()) {
            body.writeLong(entry.getKey());
            for (float q : entry.getValue())
                body.writeFloat(q);
        }
        byte[] done = bytes.toByteArray();
        out.writeInt(MAGIC);
        out.writeInt(VERSION);
        out.writeInt(done.length);
        out.write(done);
        out.writeLong(crc(done));
    }

    private static void writeCounts(LongMap counts, DataOutputStream body) throws IOException {
        List<Long> keys = new ArrayList<>();
        List<Tally> tallies = new ArrayList<>();
        counts.forEach((key, tally) -> {
            keys.add(key);
            tallies.add(tally);
        });
        body.writeInt(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            Tally tally = tallies.get(i);
            body.writeLong(keys.get(i));
            body.writeInt(tally.size);
            for (int k = 0; k < tally.size; k++) {
                body.writeInt(tally.outcome[k]);
                body.writeInt(tally.count[k]);
                body.writeDouble(tally.rewards[k]);
            }
        }
    }

    static void read(GridModel.Parts model, DataInput in) throws IOException {
        int magic = in.readInt();
        if (magic != MAGIC)
            throw new IOException("grid model: expected magic " + Integer.toHexString(MAGIC) + ", received " + Integer
                    .toHexString(magic));
        int version = in.readInt();
        if (version != VERSION)
            throw new IOException("grid model: expected version " + VERSION + ", received " + version);
        int length = in.readInt();
        if (length < 0 || length > MOST_BYTES)
            throw new IOException("grid model: expected a length of 0.." + MOST_BYTES
                    + ", received " + length);
        byte[] body = new byte[length];
        in.readFully(body);
        long crc = in.readLong();
        if (crc != crc(body))
            throw new IOException("grid model: expected checksum " + crc(body) + ", received " + crc);
        use(model, parse(model, new DataInputStream(new ByteArrayInputStream(body))));
    }

    private static Saved parse(GridModel.Parts model, DataInputStream in) throws IOException {
        expect("actions", model.rules().actions, in.readInt());
        expect("width", model.space().width(), in.readInt());
        expect("height", model.space().height(), in.readInt());
        expect("channels", model.space().channels(), in.readInt());
        long[] tuples = new long[count(in, CellKinds.MANY)];
        for (int i = 0; i < tuples.length; i++)
            tuples[i] = in.readLong();
        int[] ownCell = {in.readInt(), in.readInt()};
        List<Outcomes.Outcome> outcomes = new ArrayList<>();
        int size = count(in, MOST_BYTES);
        for (int i = 0; i < size; i++)
            outcomes.add(new Outcomes.Outcome(count(in.readByte(), Motion.COUNT - 1), in.readByte(), in.readLong(),
                    in.readByte(), in.readBoolean()));
        List<List<Entry>> counts = new ArrayList<>();
        for (int a = 0; a < model.rules().actions; a++)
            counts.add(readCounts(in, outcomes.size()));
        List<Map.Entry<Long, float[]>> habits = new ArrayList<>();
        int views = count(in, MOST_BYTES);
        for (int i = 0; i < views; i++) {
            long view = in.readLong();
            float[] q = new float[model.rules().actions];
            for (int a = 0; a < q.length; a++)
                q[a] = in.readFloat();
            habits.add(Map.entry(view, q));
        }
        return new Saved(tuples, ownCell, outcomes, counts, habits);
    }

    private static List<Entry> readCounts(DataInputStream in, int outcomes) throws IOException {
        List<Entry> entries = new ArrayList<>();
        int size = count(in, MOST_BYTES);
        for (int i = 0; i < size; i++) {
            long key = in.readLong();
            int n = count(in, outcomes);
            int[] outcome = new int[n];
            int[] times = new int[n];
            double[] rewards = new double[n];
            for (int k = 0; k < n; k++) {
                outcome[k] = count(in, outcomes - 1);
                times[k] = count(in, Integer.MAX_VALUE);
                rewards[k] = in.readDouble();
            }
            entries.add(new Entry(key, outcome, times, rewards));
        }
        return entries;
    }

    private static void use(GridModel.Parts model, Saved saved) {
        model.kinds().restore(saved.tuples);
        model.reader().restore(saved.ownCell);
        model.rules().restart();
        for (Outcomes.Outcome outcome : saved.outcomes)
            model.rules().outcomes.number(outcome);
        for (int a = 0; a < saved.counts.size(); a++)
            for (Entry entry : saved.counts.get(a))
                for (int k = 0; k < entry.outcome.length; k++)
                    model.rules().restore(a, entry.key, entry.outcome[k], entry.count[k], entry.rewards[k]);
        model.rules().refresh();
        model.habit().table().clear();
        for (Map.Entry<Long, float[]> habit : saved.habits)
            model.habit().table().put(habit.getKey(), habit.getValue());
    }

    private static void expect(String what, int expected, int received) throws IOException {
        if (expected != received)
            throw new IOException("grid model: " + what + ": expected " + expected + ", received " + received);
    }

    private static int count(DataInputStream in, int most) throws IOException {
        return count(in.readInt(), most);
    }

    private static int count(int received, int most) throws IOException {
        if (received < 0 || received > most)
            throw new IOException("grid model: count: expected 0.." + most + ", received " + received);
        return received;
    }

    private static long crc(byte[] body) {
        CRC32 crc = new CRC32();
        crc.update(body);
        return crc.getValue();
    }
}
