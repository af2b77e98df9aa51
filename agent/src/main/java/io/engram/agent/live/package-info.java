/**
 * Living in an environment: how long, with what, and what came of it.
 *
 * <p><b>Role.</b> A life is a sequence of learning episodes, with sleep between them, and evaluation episodes at its end.
 * In each decision the agent reads its situation from the world model, takes the applicable skills of procedural memory as
 * macro-actions, searches the world model, acts, and compares the outcome with what was predicted. At an episode's end
 * the episode goes to memory; in sleep, memory is consolidated and the world model is trained. What the model learned is
 * kept in a file, so that the next life in the same data folder starts from it.
 *
 * <p><b>Threads.</b> One life runs on one worker thread as a unit: environment, world model, search and the agent's
 * procedural bookkeeping are touched by that thread only, which makes a life repeatable from its seed. The thread hands
 * episodes to memory (16 on their way at most) and events to the event loop through bounded queues and waits when they are
 * full. Memory's answers and reports of skill use are awaited between episodes only, before each sleep, so that nothing
 * that influences a decision depends on timing.
 *
 * <p><b>Evaluation.</b> Its layouts come from a seed of their own; nothing is recorded, no skill is judged, each episode
 * starts from the model as learning left it, and the model's curiosity is down to a tenth.
 */
@NullMarked
package io.engram.agent.live;

import org.jspecify.annotations.NullMarked;
