/** Cost of keeping generated text to a form. One thread; results are printed as tables. */
@NullMarked
package io.engram.bench.inference;

import org.jspecify.annotations.NullMarked;
