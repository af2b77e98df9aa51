package io.engram.inference.jinja;

/** What a name or key that is not there gives: empty when printed, false, and an error when anything else is asked of it. */
record Undefined(String what) {
}
