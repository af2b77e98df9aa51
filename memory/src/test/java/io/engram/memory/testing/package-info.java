/** What tests of the memory room share: a deterministic embedder, a clock they move, drafts and crash images. */
@NullMarked
package io.engram.memory.testing;

import org.jspecify.annotations.NullMarked;
