package io.engram.inference.tokenizer;

/** How byte-level BPE vocabularies spell a byte. */
public final class ByteSpelling {
    private ByteSpelling() {
    }

    /** The spelling of a byte given as 0..255. */
    public static String of(int b) {
        return String.valueOf(ByteAlphabet.charOf(b));
    }
}
