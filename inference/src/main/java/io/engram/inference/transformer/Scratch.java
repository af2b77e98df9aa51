package io.engram.inference.transformer;

import java.util.EnumMap;
import java.util.Map;

/** Named buffers that grow to what a batch needs and are used again by the next. Guarded by the transformer's lock. */
final class Scratch {
    /** What a buffer holds between its writer and its last reader within one layer. */
    enum Slot {
        RESIDUAL, NORMED, MIXED, QUERY, QUERY_LOW, KEY, VALUE, LATENT, ABSORBED, ATTENDED, GATE, CONV, DECAY, HEADS, //
        ROUTER, WEIGHTS, HIDDEN, SHARED_HIDDEN, SHARED_OUT, UP, LOW, COS, SIN, OUT_NORMED, LOGITS
    }

    private final Map<Slot, float[]> buffers = new EnumMap<>(Slot.class);

    /** A buffer of at least {@code n} floats with the slot's last content or zeros. */
    float[] floats(Slot slot, long n) {
        float[] buffer = buffers.get(slot);
        if (buffer == null || buffer.length < n) {
            buffer = new float[Math.toIntExact(n)];
            buffers.put(slot, buffer);
        }
        return buffer;
    }
}
