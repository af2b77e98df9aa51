package io.engram.inference.jinja;

/** A text among the variables that counts as the template's own, such as the spelling of a token. */
public record Trusted(String text) {
}
