/**
 * Looks whether this machine and this JVM are ready, and says what it would change.
 *
 * <p><b>Role.</b> Each {@link io.engram.daemon.doctor.Check} tries the real thing (it writes and syncs, it opens a map, it
 * embeds a sentence) and gives one {@link io.engram.daemon.doctor.Finding}. {@link io.engram.daemon.doctor.Doctor} runs all
 * of them; one that breaks is a finding, never the end of the examination.
 *
 * <p><b>Rules.</b> Nothing is repaired and nothing outside a temporary folder is written.
 */
@NullMarked
package io.engram.daemon.doctor;

import org.jspecify.annotations.NullMarked;
