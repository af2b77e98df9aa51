/** How fast small models are trained, as a share of what the machine could do. */
@NullMarked
package io.engram.bench.training;

import org.jspecify.annotations.NullMarked;
