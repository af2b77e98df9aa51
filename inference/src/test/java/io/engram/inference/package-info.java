/** Tests of the inference room: golden runs against an independent engine, properties over seeded random input, fuzzing. */
@NullMarked
package io.engram.inference;

import org.jspecify.annotations.NullMarked;
