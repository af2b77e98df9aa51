package io.engram.memory.transfer;

import java.time.Duration;

/**
 * What an import did.
 *
 * @param from whose memory the file holds
 * @param episodes episodes that were added
 * @param known episodes, facts, skills and names that were there already and were left, or joined with what was there
 * @param facts facts that were added
 * @param skills skills that were added
 * @param forgotten records of the file that were forgotten here before and stay so
 * @param took how long it took
 */
public record ImportReport(String from, int episodes, int known, int facts, int skills, int forgotten,
        Duration took) {
}
