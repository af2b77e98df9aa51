/** Tests of single layers against plain references. */
@NullMarked
package io.engram.inference.transformer;

import org.jspecify.annotations.NullMarked;
