package io.engram.memory.recall;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The name of a text to embed: the first eight bytes of its SHA-256, so that equal texts are embedded and stored once. Two
 * of a million texts share a key with probability below 1e-7.
 */
public final class TextKey {
    /** The key of "no text to embed". */
    public static final long NONE = 0;

    private TextKey() {
    }

    /** The key of a text; {@link #NONE} for a blank one. */
    public static long of(String text) {
        if (text.isBlank()) {
            return NONE;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            long key = ByteBuffer.wrap(digest).getLong();
            return key == NONE ? 1 : key;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
