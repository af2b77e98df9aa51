/** Random matrices and number comparison shared by the tests of this module. */
@NullMarked
package io.engram.tensor.testing;

import org.jspecify.annotations.NullMarked;
