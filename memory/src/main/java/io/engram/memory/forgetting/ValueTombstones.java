package io.engram.memory.forgetting;

import io.engram.memory.change.Change;
import io.engram.memory.consolidation.Tombstones;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What was forgotten, as keyed hashes: HMAC-SHA256 of the normalised value under a random key of each forgetting, cut to eight
 * bytes. A hash does not say what was forgotten; somebody who holds the journal and guesses the value can check the guess.
 *
 * <p>A value is let through again when it rests on an episode that was recorded after the forgetting and that the agent was
 * told by a person or saw itself: that is a new telling, not the old one coming back. One writer; readers are lock-free.
 */
public final class ValueTombstones implements Tombstones {
    private static final SecureRandom KEYS = new SecureRandom();

    @SuppressWarnings("ArrayRecordComponent") // a key is never compared
    private record Stone(long before, byte[] key, Set<Long> values) {
    }

    private final List<Stone> stones = new CopyOnWriteArrayList<>();
    private final LongPredicate told;

    /** @param told whether the episode of an id was told by a person or seen by the agent itself */
    public ValueTombstones(LongPredicate told) {
        this.told = told;
    }

    /** A key for one forgetting. */
    public static byte[] newKey() {
        byte[] key = new byte[16];
        KEYS.nextBytes(key);
        return key;
    }

    /** Something was forgotten. */
    public void apply(Change.Forgotten change) {
        if (!change.values().isEmpty()) {
            stones.add(new Stone(change.before(), change.key(), new HashSet<>(change.values())));
        }
    }

    @Override
    public boolean allow(List<String> values, Collection<Long> evidence) {
        String value = normalised(values);
        for (Stone stone : stones) {
            if (stone.values().contains(hash(stone.key(), value))
                    && evidence.stream().noneMatch(id -> id >= stone.before() && told.test(id))) {
                return false;
            }
        }
        return true;
    }

    /** The hash of a value under a key. */
    public static long hash(byte[] key, List<String> values) {
        return hash(key, normalised(values));
    }

    private static long hash(byte[] key, String value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return ByteBuffer.wrap(mac.doFinal(value.getBytes(StandardCharsets.UTF_8))).getLong();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** Without case, extra blanks and differences of encoding. */
    private static String normalised(List<String> values) {
        List<String> plain = new ArrayList<>();
        values.forEach(value -> plain.add(Normalizer.normalize(value, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT)
                .strip().replaceAll("\\s+", " ")));
        return plain.stream().collect(Collectors.joining("\0"));
    }
}
