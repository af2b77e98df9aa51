/**
 * Libraries joined to ports of the rooms below: text embeddings and language models.
 *
 * <p><b>Role.</b> The only place that names the embedding library and its native runtimes. What is offered here is what
 * the agent uses when nothing else is given to its builder.
 *
 * <p><b>No network.</b> The embedding model, its tokenizer and both native libraries come from jars. The tokenizer's
 * library would fetch natives for accelerators and report its use; both are switched off before its first use.
 *
 * <p><b>Threads.</b> Everything here blocks and works: never call it on an event loop.
 */
@NullMarked
package io.engram.agent.adapter;

import org.jspecify.annotations.NullMarked;
