package io.engram.inference.jinja;

import java.util.BitSet;

/**
 * A rendered text and where it came from.
 *
 * @param text
 *            the text
 * @param given
 *            indexes of characters that the variables brought in, or that were made of such; all others stand in the template
 *            itself or in a {@link Trusted} variable
 */
public record Rendered(String text, BitSet given) {
}
