/**
 * What an agent says about itself while it works, as immutable records, and the addresses where they are heard.
 *
 * <p><b>Role.</b> Every observable step of an agent is one {@link io.engram.agent.event.AgentEvent}. The same records
 * reach subscribers of the Java API ({@code Agent.events()}) and the Vert.x event bus ({@link
 * io.engram.agent.event.AgentAddresses}); on the bus they travel by reference through a local codec, so an event that
 * leaves the process must be written out by whoever sends it there (the daemon does).
 *
 * <p><b>Rules.</b> Events are notifications, never commands, and never the only copy of a fact: what must survive is in
 * the memory's journal. The {@linkplain io.engram.agent.event.Stamp#sequence() sequence} grows by one with every event of
 * one agent since it was opened, so a listener sees what it missed. Records gain components at the end only.
 *
 * <p><b>Order of one text turn.</b> {@code Perceived, Recalled, Planned, Acted, Observed, Recorded}; a step that does not
 * apply (nothing is planned when a memory is only stored) is absent, the order never changes. In a lived episode the
 * inner steps are sampled (every n-th episode is shown in full), the episode's end never is.
 *
 * <p><b>Threads.</b> Records are immutable and may be shared freely.
 */
@NullMarked
package io.engram.agent.event;

import org.jspecify.annotations.NullMarked;
