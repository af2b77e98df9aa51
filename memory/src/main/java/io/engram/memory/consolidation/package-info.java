/**
 * Consolidation: from repeated episodes to regularities, facts and skills.
 *
 * <p>Each miner folds episodes in order of id into counts and, when asked, names what its written rules promote. The counts
 * are derived: after a restart, or after episodes were forgotten, a miner is folded again from the episodes up to its phase's
 * watermark, and is then exactly what it was. A sleep takes new episodes in chunks; what a chunk promotes and the watermark
 * behind it go to the journal as one record, so a crash leaves a chunk either wholly done or not begun.
 *
 * <p>Rules follow the habit of asking for evidence before generalising: support from two distinct episodes, gain over the
 * base rate, the lowest trust among the sources. Action sequences are kept only if closed: no longer sequence has the same
 * support (closed sequential patterns; Yan, Han and Afshar 2003).
 *
 * <p>Not thread-safe; the sleeping thread owns the miners. Internal to the memory room.
 */
@NullMarked
package io.engram.memory.consolidation;

import org.jspecify.annotations.NullMarked;
