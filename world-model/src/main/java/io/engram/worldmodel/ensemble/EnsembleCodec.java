package io.engram.worldmodel.ensemble;

import io.engram.tensor.layer.Parameter;
import io.engram.worldmodel.Envelope;
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
 * Saved form of an ensemble: an {@link Envelope} "EGEN" of version 1 around
 *
 * <pre>
 * int observation length, actions, history, members, n x float lists
 * </pre>
 *
 * each list an int length and its floats: the six lists of scales and ranges, the numbers beside them, then every
 * parameter of every network in order. What was lived and the optimisers' moments are not saved.
 */
final class EnsembleCodec {
    private static final int MAGIC = 0x4547454e;
    private static final int VERSION = 1;
    private static final String WHAT = "ensemble model";

    private EnsembleCodec() {
    }

    static void write(StateForm form, int members, float[] numbers, List<Mlp> networks, DataOutput out)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeInt(form.seen);
        body.writeInt(form.actions);
        body.writeInt(form.history);
        body.writeInt(members);
        for (float[] list : lists(form, numbers, networks)) {
            body.writeInt(list.length);
            for (float value : list)
                body.writeFloat(value);
        }
        Envelope.write(out, MAGIC, VERSION, bytes.toByteArray());
    }

    /** Reads and checks everything, then replaces what the arguments hold. */
    static void read(StateForm form, int members, float[] numbers, List<Mlp> networks, DataInput in)
            throws IOException {
        DataInputStream body = new DataInputStream(
                new ByteArrayInputStream(Envelope.read(in, WHAT, MAGIC, VERSION)));
        Envelope.expect(WHAT + ": observation length", form.seen, body.readInt());
        Envelope.expect(WHAT + ": actions", form.actions, body.readInt());
        Envelope.expect(WHAT + ": history", form.history, body.readInt());
        Envelope.expect(WHAT + ": members", members, body.readInt());
        List<float[]> targets = lists(form, numbers, networks);
        List<float[]> read = new ArrayList<>();
        for (float[] target : targets) {
            Envelope.expect(WHAT + ": numbers", target.length, body.readInt());
            float[] list = new float[target.length];
            for (int i = 0; i < list.length; i++)
                list[i] = body.readFloat();
            read.add(list);
        }
        for (int i = 0; i < read.size(); i++)
            System.arraycopy(read.get(i), 0, targets.get(i), 0, read.get(i).length);
    }

    private static List<float[]> lists(StateForm form, float[] numbers, List<Mlp> networks) {
        List<float[]> lists = new ArrayList<>(
                List.of(form.mean, form.scale, form.changeMean, form.changeScale, form.low, form.high, numbers));
        for (Mlp network : networks)
            for (Parameter parameter : network.parameters())
                lists.add(parameter.value());
        return lists;
    }
}
