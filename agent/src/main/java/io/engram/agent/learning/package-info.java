/**
 * What an agent knows by heart: facts of its memory, trained into a thin adapter beside the model while it sleeps.
 *
 * <p><b>Role.</b> {@link io.engram.agent.learning.FactLearner} takes the facts that hold, lets the model learn them
 * ({@link io.engram.inference.curriculum.AdapterTraining}), and puts what passes the examination on the
 * {@link io.engram.agent.learning.AdapterShelf} of the agent, from which a conversation takes it.
 *
 * <p><b>Rule.</b> Memory stays the truth. An adapter lives only as long as every fact that it was trained on is still believed
 * and holds: what is corrected or forgotten takes its adapters with it.
 *
 * <p><b>Papers.</b> LoRA (Hu et al. 2021); rehearsal against forgetting (Robins 1995).
 */
@NullMarked
package io.engram.agent.learning;

import org.jspecify.annotations.NullMarked;
