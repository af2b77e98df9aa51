package io.engram.inference.grammar;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Cuts a range of code points into sequences of byte ranges that are exactly their UTF-8 forms. */
final class Utf8Ranges {
    private static final int[] LAST_OF_LENGTH = {0x7f, 0x7ff, 0xffff, 0x10ffff};

    private Utf8Ranges() {
    }

    static void split(int from, int to, List<int[]> out) {
        if (from > to) {
            return;
        }
        if (from < 0xd800 && to >= 0xd800) {
            split(from, 0xd7ff, out);
            split(0xe000, to, out);
            return;
        }
        if (from >= 0xd800 && from <= 0xdfff) {
            split(0xe000, to, out);
            return;
        }
        for (int last : LAST_OF_LENGTH) {
            if (from <= last && to > last) {
                split(from, last, out);
                split(last + 1, to, out);
                return;
            }
        }
        if (to <= 0x7f) {
            out.add(new int[]{Grammar.Builder.range(from, to)});
            return;
        }
        // Cut where a continuation byte does not run over its whole range, so that each byte is a plain range.
        for (int bits = 6; bits <= 18; bits += 6) {
            int mask = (1 << bits) - 1;
            if ((from & ~mask) != (to & ~mask)) {
                if ((from & mask) != 0) {
                    split(from, from | mask, out);
                    split((from | mask) + 1, to, out);
                    return;
                }
                if ((to & mask) != mask) {
                    split(from, (to & ~mask) - 1, out);
                    split(to & ~mask, to, out);
                    return;
                }
            }
        }
        byte[] low = Character.toString(from).getBytes(StandardCharsets.UTF_8);
        byte[] high = Character.toString(to).getBytes(StandardCharsets.UTF_8);
        int[] sequence = new int[low.length];
        for (int i = 0; i < low.length; i++) {
            sequence[i] = Grammar.Builder.range(low[i] & 0xff, high[i] & 0xff);
        }
        out.add(sequence);
    }
}
