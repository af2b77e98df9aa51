package io.engram.inference.tokenizer;

import java.util.Arrays;

/**
 * GPT-2's printable stand-in for each byte: bytes that are visible Latin-1 characters stand for themselves, the other 68
 * are written as U+0100 onwards in order. Vocabulary files of byte-level BPE spell tokens this way.
 */
final class ByteAlphabet {
    private static final char[] CHAR_OF = new char[256];
    private static final short[] BYTE_OF = new short[256 + 68];

    static {
        Arrays.fill(BYTE_OF, (short) -1);
        int next = 256;
        for (int b = 0; b < 256; b++) {
            boolean visible = (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
            char c = (char) (visible ? b : next++);
            CHAR_OF[b] = c;
            BYTE_OF[c] = (short) b;
        }
    }

    private ByteAlphabet() {
    }

    /** The character for a byte given as 0..255. */
    static char charOf(int b) {
        return CHAR_OF[b];
    }

    /** The byte 0..255 for a character, or -1 if it stands for none. */
    static int byteOf(char c) {
        return c < BYTE_OF.length ? BYTE_OF[c] : -1;
    }
}
