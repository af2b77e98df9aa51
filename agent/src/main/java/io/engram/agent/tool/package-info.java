/**
 * Tools: Java methods that an agent may call, and the gate every call passes.
 *
 * <p><b>Role.</b> A method with {@link io.engram.agent.tool.Tool} becomes a {@link io.engram.agent.tool.ToolSpec} with a JSON
 * schema made from its parameter types. {@link io.engram.agent.tool.ToolRunner} is the only way to a call: it checks the
 * arguments against the schema, asks the {@link io.engram.agent.tool.Permissions}, writes the call down before it starts
 * and its outcome before it is handed back, and ends it when its time is up.
 *
 * <p><b>Denied by default.</b> A tool that was not granted is not called, whoever asks; the check is here and outside any
 * model. What a model or a text says can choose among granted tools and fill arguments, nothing else.
 *
 * <p><b>Once.</b> A call that changes something outside carries an idempotency key. A key that was finished returns
 * what was written down then; a key that was begun and not finished, because the process died, is not carried out again
 * unless the tool declares that repeating it does no harm: the caller is told that its outcome is unknown.
 *
 * <p><b>Threads.</b> Tools run on virtual threads of the runner, one per call, and may block. The number of running calls
 * is bounded; more are refused.
 */
@NullMarked
package io.engram.agent.tool;

import org.jspecify.annotations.NullMarked;
