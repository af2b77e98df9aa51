package io.engram.worldmodel.tabular;

import io.engram.worldmodel.Envelope;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.ObservationCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Saved form of a tabular model: an {@link Envelope} "EGTB" of version 1 around
 *
 * <pre>
 * int actions    int n, n x observation, in the order of state numbers
 * NEWS x (long tries, long news)
 * int m, m x (int pair, int outcomes, outcomes x (int next or ~next, int count, double reward sum))
 * </pre>
 */
final class TabularCodec {
    private static final int MAGIC = 0x45475442;
    private static final int VERSION = 1;
    private static final String WHAT = "tabular model";

    private TabularCodec() {
    }

    private record Entry(int pair, int next, int count, double rewards) {
    }

    /** Everything that was saved, read and checked but not yet in use. */
    @SuppressWarnings("ArrayRecordComponent") // internal carrier, never compared
    record Saved(List<Observation> observations, long[] tries, long[] news, List<Entry> entries) {
        void into(Counts counts) {
            System.arraycopy(tries, 0, counts.tries, 0, tries.length);
            System.arraycopy(news, 0, counts.news, 0, news.length);
            for (Entry entry : entries)
                counts.restore(entry.pair, entry.next, entry.count, entry.rewards);
            counts.judgeNewness();
        }
    }

    static void write(Counts counts, DataOutput out) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeInt(counts.actions);
        body.writeInt(counts.states());
        for (Observation observation : counts.observations)
            ObservationCodec.write(observation, body);
        for (int n = 0; n < Counts.NEWS; n++) {
            body.writeLong(counts.tries[n]);
            body.writeLong(counts.news[n]);
        }
        List<Integer> known = new ArrayList<>();
        for (int index = 0; index < counts.states() * counts.actions; index++)
            if (counts.pair(index) != null)
                known.add(index);
        body.writeInt(known.size());
        for (int index : known) {
            Pair pair = counts.pair(index);
            if (pair != null)
                writePair(index, pair, body);
        }
        Envelope.write(out, MAGIC, VERSION, bytes.toByteArray());
    }

    private static void writePair(int index, Pair pair, DataOutputStream body) throws IOException {
        body.writeInt(index);
        body.writeInt(pair.size);
        for (int i = 0; i < pair.size; i++) {
            body.writeInt(pair.next[i]);
            body.writeInt(pair.count[i]);
            body.writeDouble(pair.rewards[i]);
        }
    }

    static Saved read(int actions, int maxStates, DataInput in) throws IOException {
        DataInputStream body = new DataInputStream(
                new ByteArrayInputStream(Envelope.read(in, WHAT, MAGIC, VERSION)));
        Envelope.expect(WHAT + ": actions", actions, body.readInt());
        int states = within("states", body.readInt(), 0, maxStates);
        List<Observation> observations = new ArrayList<>();
        for (int s = 0; s < states; s++)
            observations.add(ObservationCodec.read(body));
        long[] tries = new long[Counts.NEWS];
        long[] news = new long[Counts.NEWS];
        for (int n = 0; n < Counts.NEWS; n++) {
            tries[n] = body.readLong();
            news[n] = body.readLong();
        }
        List<Entry> entries = new ArrayList<>();
        int pairs = within("pairs", body.readInt(), 0, states * actions);
        for (int i = 0; i < pairs; i++) {
            int index = within("pair", body.readInt(), 0, states * actions - 1);
            int outcomes = within("outcomes", body.readInt(), 1, 2 * states);
            for (int k = 0; k < outcomes; k++)
                entries.add(new Entry(index, within("next", body.readInt(), -states, states - 1),
                        within("count", body.readInt(), 1, Integer.MAX_VALUE), body.readDouble()));
        }
        return new Saved(observations, tries, news, entries);
    }

    private static int within(String what, int value, int low, int high) throws IOException {
        if (value < low || value > high)
            throw new IOException(WHAT + ": " + what + ": expected " + low + ".." + high + ", received " + value);
        return value;
    }
}
