package io.engram.memory.transfer;

import java.time.Instant;

/**
 * What a file says of itself.
 *
 * @param agentId whose memory it is
 * @param created when it was written
 * @param nextId ids from here on were not given
 */
public record ExportHeader(String agentId, Instant created, long nextId) {
}
