package io.engram.memory.store;

/** The rule for values, the same in every store. */
final class Values {
    private Values() {
    }

    static void check(byte[] value) {
        if (value.length > RecordStore.MAX_VALUE_BYTES) {
            throw new IllegalArgumentException(
                    "value must have at most " + RecordStore.MAX_VALUE_BYTES + " bytes, got " + value.length);
        }
    }
}
