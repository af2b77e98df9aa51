package io.engram.worldmodel;

import io.engram.worldmodel.Observation.GridObservation;
import io.engram.worldmodel.Observation.StateObservation;
import io.engram.worldmodel.Observation.TextObservation;
import io.engram.worldmodel.Observation.VectorObservation;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Observations as bytes: a byte that says which kind, then its content, big-endian. */
public final class ObservationCodec {
    private static final int MOST = 1 << 24;

    private ObservationCodec() {
    }

    /** Writes one observation. */
    public static void write(Observation observation, DataOutput out) throws IOException {
        switch (observation) {
            case StateObservation(int state) -> {
                out.writeByte(0);
                out.writeInt(state);
            }
            case VectorObservation(float[] values) -> {
                out.writeByte(1);
                out.writeInt(values.length);
                for (float value : values)
                    out.writeFloat(value);
            }
            case GridObservation grid -> {
                out.writeByte(2);
                out.writeInt(grid.width());
                out.writeInt(grid.height());
                out.writeInt(grid.channels());
                for (int cell : grid.cells())
                    out.writeInt(cell);
            }
            case TextObservation(String text) -> {
                out.writeByte(3);
                out.writeUTF(text);
            }
        }
    }

    /**
     * Reads one observation.
     *
     * @throws IOException when the bytes are no observation
     */
    public static Observation read(DataInput in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case 0 -> new StateObservation(in.readInt());
            case 1 -> {
                float[] values = new float[size(in.readInt())];
                for (int i = 0; i < values.length; i++)
                    values[i] = in.readFloat();
                yield new VectorObservation(values);
            }
            case 2 -> {
                int width = size(in.readInt());
                int height = size(in.readInt());
                int channels = size(in.readInt());
                int[] cells = new int[size((long) width * height * channels)];
                for (int i = 0; i < cells.length; i++)
                    cells[i] = in.readInt();
                yield new GridObservation(width, height, channels, cells);
            }
            case 3 -> new TextObservation(in.readUTF());
            default -> throw new IOException("observation: expected a kind of 0..3, received " + kind);
        };
    }

    private static int size(long size) throws IOException {
        if (size < 0 || size > MOST)
            throw new IOException("observation: expected a size of 0.." + MOST + ", received " + size);
        return (int) size;
    }
}
