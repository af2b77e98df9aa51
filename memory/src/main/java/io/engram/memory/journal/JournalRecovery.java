package io.engram.memory.journal;

import java.nio.file.Path;
import java.util.List;

/**
 * What could not be kept or read so far.
 *
 * @param tornBytes
 *            bytes cut from the end of the last segment when it was opened: the remains of an append that nobody was told
 *            had succeeded
 * @param damages
 *            stretches inside segments that cannot be read, in file order; found at open in the last segment and during a
 *            replay or {@link Journal#verify} in all of them
 */
public record JournalRecovery(long tornBytes, List<Damage> damages) {

    /**
     * A stretch of a segment file that holds no valid record.
     *
     * @param segment
     *            the file
     * @param offset
     *            first byte of the stretch
     * @param bytes
     *            its length
     * @param firstSequence
     *            the first sequence number that is missing
     * @param lastSequence
     *            the last one; below {@code firstSequence} where no record is missing or the number is not known
     * @param reason
     *            what was expected and what was found
     */
    public record Damage(Path segment, long offset, long bytes, long firstSequence, long lastSequence, String reason) {
    }

    public JournalRecovery {
        damages = List.copyOf(damages);
    }

    /** Whether every record that was ever acknowledged can be read, as far as has been looked. */
    public boolean undamaged() {
        return damages.isEmpty();
    }
}
