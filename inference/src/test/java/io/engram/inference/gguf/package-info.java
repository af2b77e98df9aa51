/** Tests of reading and writing model files. */
@NullMarked
package io.engram.inference.gguf;

import org.jspecify.annotations.NullMarked;
