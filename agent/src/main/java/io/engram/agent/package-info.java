/**
 * The agent: rooms below joined into one actor that perceives, recalls, deliberates, acts, observes, records and sleeps.
 *
 * <p><b>Role.</b> {@link io.engram.agent.Agent} is the whole public door: build it, tell it things, ask it, let it live in
 * an environment, listen to its events, close it. Everything it does is also an event on the Vert.x bus.
 *
 * <p><b>One agent is one single-writer actor.</b> Its commands wait in one bounded queue and are carried out one after
 * another in the order of arrival. A full queue refuses with {@link io.engram.agent.AgentBusyException}, it never grows.
 *
 * <p><b>Threads.</b> Each agent owns one event-loop verticle, which holds the queue and the order of a turn and never
 * blocks, and worker pools for what may block: one thread for memory, one for the language model, one for
 * living in an environment. Futures complete on the agent's event loop; listeners are called there and must not block.
 *
 * <p><b>Injected.</b> The clock, the seed, the data folder, the Vert.x instance, the embedder and the language model are
 * given to the builder; the agent reads no global state.
 *
 * <p><b>Packages.</b> {@code event}: what it says; {@code live}: living in an environment; {@code spi}: what others
 * provide; {@code adapter}: libraries joined to ports of the rooms below.
 */
@NullMarked
package io.engram.agent;

import org.jspecify.annotations.NullMarked;
